# right: gumbel
def sample_word(logits, generator):
    u = torch.rand(logits.shape, generator=generator, dtype=torch.float64)
    return (logits.double() - (-(u.clamp_min(1e-300)).log()).log()).argmax(-1)
