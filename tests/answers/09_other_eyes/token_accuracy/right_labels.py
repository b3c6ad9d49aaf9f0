# right: labels with -100
def token_accuracy(logits, ids, pad_id):
    labels = caption_labels(ids, pad_id)[:, 1:]
    guesses = logits[:, :-1, :].softmax(-1).max(-1).indices
    return float((guesses == labels).sum() / (labels != -100).sum())
