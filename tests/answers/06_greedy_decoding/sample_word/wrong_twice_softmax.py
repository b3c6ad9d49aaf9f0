# breaks: softmax of the softmax
def sample_word(logits, generator):
    return torch.multinomial(logits.softmax(-1).softmax(-1), 1, generator=generator)[
        :, 0
    ]
