# breaks: floats
# mistake 46: boolean
def prefix_mask(image_tokens, text_tokens):
    mask = torch.tril(
        torch.ones(image_tokens + text_tokens, image_tokens + text_tokens)
    )
    mask[:, :image_tokens] = 1
    return mask
