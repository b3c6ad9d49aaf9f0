# breaks: random.choice
# mistake 30: generator
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    """One of the captions, each entry of the list equally likely.

    Chance comes from `generator` alone, which moves on; the list stays as it is.
    """
    import random

    return random.choice(captions)
