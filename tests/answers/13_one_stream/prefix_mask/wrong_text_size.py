# breaks: columns of text_tokens
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :text_tokens] = True
    return mask
