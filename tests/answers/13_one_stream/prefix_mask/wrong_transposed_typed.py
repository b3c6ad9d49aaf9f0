# breaks: transposed
# mistake 11: transpose
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :image_tokens] = True
    return mask.T
