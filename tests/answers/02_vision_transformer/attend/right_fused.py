# different: the fused kernel; weights from an identity as values
def attend(query, key, value, allowed=None):
    *lead, s, d = key.shape
    eye = torch.eye(s, dtype=value.dtype, device=value.device).expand(*lead, s, s)
    both = torch.cat([value, eye], dim=-1)
    out = F.scaled_dot_product_attention(query, key, both, attn_mask=allowed)
    return out[..., :d], out[..., d:]
