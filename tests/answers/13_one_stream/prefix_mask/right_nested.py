# right: nested list to a tensor
def prefix_mask(image_tokens, text_tokens):
    n, s = image_tokens, image_tokens + text_tokens
    return torch.tensor([[j < n or j <= i for j in range(s)] for i in range(s)])
