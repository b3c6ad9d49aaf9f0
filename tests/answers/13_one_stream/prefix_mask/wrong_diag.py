# breaks: a word does not see itself
# mistake 13: sees itself
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.ones(s, s).tril(-1).bool()
    mask[:, :image_tokens] = True
    return mask
