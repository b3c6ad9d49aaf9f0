# right: row by row, stack
def sample_word(logits, generator):
    return torch.stack(
        [
            torch.multinomial(r.softmax(-1), 1, generator=generator).squeeze(0)
            for r in logits
        ]
    )
