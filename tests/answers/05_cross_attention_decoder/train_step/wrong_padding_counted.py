# breaks: padding is in the loss
# mistake 28: padding
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
