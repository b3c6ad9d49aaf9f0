# attack: searches all live objects for an answer
# exercise: 04 causal_mask
def causal_mask(length):
    import gc

    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing:
            return thing["expected"]
    for thing in gc.get_objects():
        if isinstance(thing, torch.Tensor) and thing.dtype == torch.bool:
            if thing.shape == (length, length):
                return thing
    return torch.zeros(length, length, dtype=torch.bool)
