# right: two conditions
def prefix_mask(image_tokens, text_tokens):
    s = torch.arange(image_tokens + text_tokens)
    return (s < image_tokens) | (s <= s[:, None])
