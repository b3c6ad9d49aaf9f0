# breaks: a list of one
# mistake 44: one of the captions
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    """One of the captions, each entry of the list equally likely.

    Chance comes from `generator` alone, which moves on; the list stays as it is.
    """
    return [captions[torch.randint(len(captions), (), generator=generator).item()]]
