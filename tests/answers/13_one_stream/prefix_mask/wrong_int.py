# breaks: ints
# mistake 46: boolean
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens).int()
    mask[:, :image_tokens] = 1
    return mask
