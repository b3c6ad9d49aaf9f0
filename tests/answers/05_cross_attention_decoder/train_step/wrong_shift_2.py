# breaks: the caption is moved twice
# mistake 27: shifted twice
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits[:, :-1], ids[:, 1:], PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
