# breaks: learns in eval mode
# mistake 32: eval
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    encoder.eval(), decoder.eval()
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
