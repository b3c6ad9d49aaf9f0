# breaks: and for or
def prefix_mask(image_tokens, text_tokens):
    s = torch.arange(image_tokens + text_tokens)
    return (s[None] < image_tokens) & (s[None] <= s[:, None])
