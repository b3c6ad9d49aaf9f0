# right: blocks
def prefix_mask(image_tokens, text_tokens):
    n, t = image_tokens, text_tokens
    left = torch.ones(n + t, n, dtype=torch.bool)
    right = torch.cat([torch.zeros(n, t, dtype=torch.bool), causal_mask(t)])
    return torch.hstack([left, right])
