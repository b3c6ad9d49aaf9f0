# breaks: each caption weighs the same
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    costs = F.cross_entropy(
        logits[:, :-1].mT, ids[:, 1:], ignore_index=0, reduction="none"
    )
    loss = (costs.sum(1) / (ids[:, 1:] != 0).sum(1)).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
