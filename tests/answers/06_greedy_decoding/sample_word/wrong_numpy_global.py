# breaks: NumPy's global generator
def sample_word(logits, generator):
    p = logits.double().softmax(-1).numpy()
    return torch.tensor([np.random.choice(len(row), p=row / row.sum()) for row in p])
