# breaks: [-text_tokens:] with 0 words
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.zeros(s, s, dtype=torch.bool)
    mask[:, :image_tokens] = True
    mask[-text_tokens:, -text_tokens:] = causal_mask(text_tokens)
    return mask
