# breaks: from 1
# mistake 31: one too far
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    """One of the captions, each entry of the list equally likely.

    Chance comes from `generator` alone, which moves on; the list stays as it is.
    """
    return captions[torch.randint(1, len(captions) + 1, (), generator=generator).item()]
