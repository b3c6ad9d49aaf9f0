# breaks: position t is compared with token t, which it has just read
# mistake 27: shift
def token_accuracy(logits, ids, pad_id):
    real = ids != pad_id
    return (logits.argmax(-1) == ids)[real].float().mean().item()
