# breaks: gradients are cleared before the step
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()
