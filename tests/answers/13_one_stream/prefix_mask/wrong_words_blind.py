# breaks: words see no image
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:image_tokens, :image_tokens] = True
    mask[image_tokens:, :image_tokens] = False
    return mask
