# right: block_diag and a corner
def prefix_mask(image_tokens, text_tokens):
    n, t = image_tokens, text_tokens
    mask = torch.block_diag(torch.ones(n, n), torch.ones(t, t).tril())
    mask[n:, :n] = 1
    return mask.bool()
