# right: numpy
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    mask = np.tri(s, dtype=bool)
    mask[:, :image_tokens] = True
    return torch.from_numpy(mask)
