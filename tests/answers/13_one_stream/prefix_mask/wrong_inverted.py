# breaks: True means hidden
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:image_tokens, :image_tokens] = True
    return ~mask
