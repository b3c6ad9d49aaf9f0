# breaks: a word sees the next
# mistake 13: future
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.ones(s, s).tril(1).bool()
    mask[:, :image_tokens] = True
    mask[:image_tokens, image_tokens:] = False
    return mask
