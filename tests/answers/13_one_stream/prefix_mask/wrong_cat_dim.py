# breaks: blocks cat along a wrong axis
def prefix_mask(image_tokens, text_tokens):
    n, t = image_tokens, text_tokens
    top = torch.cat([torch.ones(n, n), torch.zeros(n, t)])
    return torch.cat(
        [top, torch.cat([torch.ones(t, n), torch.ones(t, t).tril()])], 1
    ).bool()
