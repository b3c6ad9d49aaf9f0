# breaks: text stands first
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, text_tokens:] = True
    return mask
