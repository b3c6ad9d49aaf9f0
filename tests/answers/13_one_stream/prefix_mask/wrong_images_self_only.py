# breaks: an image token sees itself alone
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = causal_mask(s)
    mask[:image_tokens] = torch.eye(s)[:image_tokens].bool()
    return mask
