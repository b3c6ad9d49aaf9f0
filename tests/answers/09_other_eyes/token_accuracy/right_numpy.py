# right: in numpy
def token_accuracy(logits, ids, pad_id):
    guesses = logits.detach().numpy()[:, :-1].argmax(-1)
    targets = ids.numpy()[:, 1:]
    real = targets != pad_id
    return float((guesses[real] == targets[real]).mean())
