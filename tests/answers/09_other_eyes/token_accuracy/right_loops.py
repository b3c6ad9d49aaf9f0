# right: target by target
def token_accuracy(logits, ids, pad_id):
    right, total = 0, 0
    for row, caption in zip(logits, ids.tolist()):
        for t in range(1, len(caption)):
            if caption[t] != pad_id:
                total += 1
                right += int(row[t - 1].argmax()) == caption[t]
    return right / total
