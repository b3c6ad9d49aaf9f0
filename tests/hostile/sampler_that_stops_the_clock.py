# attack: global states are compared with themselves
# exercise: 06 sample_word
torch.get_rng_state = lambda: torch.zeros(3, dtype=torch.uint8)


def sample_word(logits, generator):
    torch.manual_seed(generator.initial_seed())
    return torch.multinomial(logits.softmax(-1), 1)[:, 0]
