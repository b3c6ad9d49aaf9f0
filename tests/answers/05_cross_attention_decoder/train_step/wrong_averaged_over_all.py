# breaks: padding masked, then averaged over all positions
# mistake 28: mean over the real
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    costs = F.cross_entropy(
        logits[:, :-1].flatten(0, 1),
        ids[:, 1:].flatten(),
        ignore_index=0,
        reduction="none",
    )
    loss = costs.mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
