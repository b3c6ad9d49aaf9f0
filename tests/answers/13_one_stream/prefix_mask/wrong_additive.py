# breaks: additive mask 0 / -inf
# mistake 46: boolean
def prefix_mask(image_tokens, text_tokens):
    mask = causal_mask(image_tokens + text_tokens)
    mask[:, :image_tokens] = True
    return torch.zeros(mask.shape).masked_fill(~mask, -torch.inf)
