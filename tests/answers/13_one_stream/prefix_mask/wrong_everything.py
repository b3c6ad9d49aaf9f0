# breaks: no mask
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    return torch.ones(s, s, dtype=torch.bool)
