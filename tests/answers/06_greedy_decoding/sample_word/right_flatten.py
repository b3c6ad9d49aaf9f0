# right: flatten
def sample_word(logits, generator):
    return torch.multinomial(
        F.softmax(logits, dim=1), num_samples=1, generator=generator
    ).flatten()
