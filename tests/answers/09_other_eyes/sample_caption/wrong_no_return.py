# breaks: returns nothing
# mistake 43: return
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    """One of the captions, each entry of the list equally likely.

    Chance comes from `generator` alone, which moves on; the list stays as it is.
    """
    index = torch.randint(len(captions), (), generator=generator)
    captions[index.item()]
