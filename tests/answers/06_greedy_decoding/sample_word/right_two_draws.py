# right: two draws, the second thrown away
def sample_word(logits, generator):
    return torch.multinomial(
        logits.softmax(-1), 2, replacement=True, generator=generator
    )[:, 0]
