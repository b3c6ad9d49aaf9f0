# attack: a loss that is not a number
# exercise: 04 caption_loss
def caption_loss(logits, ids, pad_id):
    return logits.sum() * float("nan")
