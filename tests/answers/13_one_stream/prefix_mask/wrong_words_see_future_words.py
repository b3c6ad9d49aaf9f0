# breaks: words see all words
# mistake 13: future
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.ones(s, s).bool()
    mask[:image_tokens, image_tokens:] = False
    return mask
