# breaks: Python's random
def sample_word(logits, generator):
    return torch.tensor(
        [random.choices(range(len(r)), r.softmax(0).tolist())[0] for r in logits]
    )
