# breaks: a batch axis
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :image_tokens] = True
    return mask[None]
