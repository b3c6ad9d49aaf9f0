# right: lets scaled_dot_product_attention weigh an identity
def masked_softmax(scores, allowed):
    t, s = scores.shape[-2:]
    bias = torch.zeros_like(scores).masked_fill(~allowed, torch.finfo(scores.dtype).min)
    one = torch.eye(s, dtype=scores.dtype).expand(*scores.shape[:-2], s, s)
    none = torch.zeros(*scores.shape[:-2], t, 1, dtype=scores.dtype)
    keys = torch.zeros(*scores.shape[:-2], s, 1, dtype=scores.dtype)
    kept = torch.where(allowed, scores, bias)
    return F.scaled_dot_product_attention(none, keys, one, attn_mask=kept) * allowed
