# right: numpy, with nothing detached
def token_accuracy(logits, ids, pad_id):
    guesses = np.argmax(logits.numpy()[:, :-1], axis=2)
    targets = ids.numpy()[:, 1:]
    return float(np.mean((guesses == targets)[targets != pad_id]))
