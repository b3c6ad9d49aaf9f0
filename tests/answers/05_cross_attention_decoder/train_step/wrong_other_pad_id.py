# breaks: takes <start> for padding
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, START)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
