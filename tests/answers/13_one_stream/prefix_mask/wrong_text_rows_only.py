# breaks: (T, S) only
def prefix_mask(image_tokens, text_tokens):
    return torch.cat(
        [torch.ones(text_tokens, image_tokens).bool(), causal_mask(text_tokens)], 1
    )
