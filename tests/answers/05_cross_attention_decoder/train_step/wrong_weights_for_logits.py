# breaks: takes the wrong one of the two
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    _, logits = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
