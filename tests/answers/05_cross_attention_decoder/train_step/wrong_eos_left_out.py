# breaks: the end is no target
# mistake 27: real targets
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids.masked_fill(ids == EOS, PAD), PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
