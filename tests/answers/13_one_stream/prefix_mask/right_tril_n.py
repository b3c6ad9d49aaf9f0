# right: tril of two
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = torch.tril(torch.ones(s, s))
    mask[:image_tokens, :image_tokens] = 1
    return mask == 1
