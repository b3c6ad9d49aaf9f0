# breaks: text first
def prefix_mask(image_tokens, text_tokens):
    n, t = image_tokens, text_tokens
    mask = torch.zeros(n + t, n + t).bool()
    mask[:t, :t] = causal_mask(t)
    mask[:, t:] = True
    return mask
