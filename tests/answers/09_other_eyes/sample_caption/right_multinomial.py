# right: equal weights
def sample_caption(captions: list[str], generator: torch.Generator) -> str:
    weights = torch.ones(len(captions))
    return captions[torch.multinomial(weights, 1, generator=generator).item()]
