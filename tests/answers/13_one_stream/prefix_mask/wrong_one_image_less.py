# breaks: the last image token sees text as text
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[: max(image_tokens - 1, 0), : max(image_tokens - 1, 0)] = True
    return mask
