# right: exp after subtracting the largest allowed score, sum at least tiny
def masked_softmax(scores, allowed):
    kept = scores.masked_fill(~allowed, -1e9)
    shifted = kept - kept.max(dim=-1, keepdim=True).values.detach()
    parts = torch.exp(shifted) * allowed.to(scores.dtype)
    return parts / parts.sum(-1, keepdim=True).clamp_min(1e-9)
