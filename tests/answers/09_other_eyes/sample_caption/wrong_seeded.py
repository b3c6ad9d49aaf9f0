# breaks: seeds it anew
# mistake 30: stand still
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    """One of the captions, each entry of the list equally likely.

    Chance comes from `generator` alone, which moves on; the list stays as it is.
    """
    generator.manual_seed(0)
    return captions[torch.randint(len(captions), (), generator=generator).item()]
