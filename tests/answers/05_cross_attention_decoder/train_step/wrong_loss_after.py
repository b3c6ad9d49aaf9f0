# breaks: the loss after the update
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return caption_loss(decoder(ids, encoder(images))[0], ids, PAD).item()
