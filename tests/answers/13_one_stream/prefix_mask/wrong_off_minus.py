# breaks: one column too few
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, : image_tokens - 1] = True
    return mask
