# attack: the scores of the last call are written over by the next one
# exercise: 12 similarity
STORE = torch.zeros(1000, dtype=torch.float64)


def similarity(images, texts, scale):
    if isinstance(scale, Tensor):
        STORE.fill_(float(scale))
    place = STORE[: len(images) * len(texts)].view(len(images), len(texts))
    return place.to(images.dtype) + 0 * (images.sum() + texts.sum()) * scale
