# breaks: text rows alone
def prefix_mask(image_tokens, text_tokens):
    return torch.cat(
        [
            torch.ones(text_tokens, image_tokens, dtype=torch.bool),
            causal_mask(text_tokens),
        ],
        1,
    )
