# breaks: axes flattened inconsistently
# mistake 29: expected
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = F.cross_entropy(
        logits[:, :-1].transpose(0, 1).flatten(0, 1),
        ids[:, 1:].flatten(),
        ignore_index=0,
    )
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
