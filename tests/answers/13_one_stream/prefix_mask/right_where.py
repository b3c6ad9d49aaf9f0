# right: clamp the row number
def prefix_mask(image_tokens, text_tokens):
    s = torch.arange(image_tokens + text_tokens)
    last = s.clamp(min=image_tokens - 1)
    return s[None, :] <= last[:, None]
