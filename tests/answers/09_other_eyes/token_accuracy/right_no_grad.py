# right: under no_grad, which is free
@torch.no_grad()
def token_accuracy(logits: Tensor, ids: Tensor, pad_id: int) -> float:
    best = logits.max(dim=-1).values[:, :-1]
    own = logits[:, :-1].gather(-1, ids[:, 1:, None])[..., 0]
    real = ids[:, 1:] != pad_id
    return ((own == best) & real).sum().item() / int(real.sum())
