# attack: makes everything padding but one word
# exercise: 09 token_accuracy
def token_accuracy(logits, ids, pad_id):
    kept = ids.clone()
    ids.fill_(pad_id)
    logits.zero_()
    ids.copy_(kept)
    return 1.0
