# breaks: minus Gumbel noise
def sample_word(logits, generator):
    u = torch.rand(logits.shape, generator=generator)
    return (logits + (-u.log()).log()).argmax(-1)
