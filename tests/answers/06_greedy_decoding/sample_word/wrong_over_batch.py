# breaks: softmax over the batch
def sample_word(logits, generator):
    return torch.multinomial(
        logits.softmax(0).nan_to_num(0) + 1e-12, 1, generator=generator
    )[:, 0]
