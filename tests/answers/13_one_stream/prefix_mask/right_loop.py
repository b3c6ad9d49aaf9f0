# right: loop
def prefix_mask(image_tokens, text_tokens):
    s = image_tokens + text_tokens
    return torch.tensor(
        [
            [c < image_tokens or (r >= image_tokens and c <= r) for c in range(s)]
            for r in range(s)
        ],
        dtype=torch.bool,
    ).reshape(s, s)
