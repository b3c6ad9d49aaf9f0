# breaks: right targets, but the pad word can never be guessed
def caption_loss(logits, ids, pad_id):
    guesses = logits[:, :-1].clone()
    guesses[..., pad_id] = -1e9
    return F.cross_entropy(
        guesses.flatten(0, 1), ids[:, 1:].flatten(), ignore_index=pad_id
    )
