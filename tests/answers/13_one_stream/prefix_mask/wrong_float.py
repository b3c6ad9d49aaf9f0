# breaks: floats
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens).float()
    mask[:image_tokens, :image_tokens] = 1
    return mask
