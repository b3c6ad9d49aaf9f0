# right: maximum
def prefix_mask(image_tokens, text_tokens):
    place = torch.arange(image_tokens + text_tokens)
    last = place.clamp(min=image_tokens - 1)
    return place[None, :] <= last[:, None]
