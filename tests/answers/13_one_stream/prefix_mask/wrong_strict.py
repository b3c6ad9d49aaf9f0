# breaks: a word does not see itself
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.ones(s, s, dtype=torch.bool).tril(-1)
    mask[:image_tokens, :image_tokens] = True
    return mask
