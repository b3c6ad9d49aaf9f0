# breaks: a causal mask of the whole stream
def prefix_mask(image_tokens, text_tokens):
    return causal_mask(image_tokens + text_tokens)
