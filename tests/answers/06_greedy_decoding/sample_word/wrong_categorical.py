# breaks: torch.distributions
def sample_word(logits, generator):
    return torch.distributions.Categorical(logits=logits).sample()
