# breaks: first weight cut off as class token, zero in the end
# mistake 38: class token
def to_grid(weights, rows, cols):
    x = torch.cat([weights[..., 1:], torch.zeros_like(weights[..., :1])], -1)
    return x.reshape(*weights.shape[:-1], rows, cols)
