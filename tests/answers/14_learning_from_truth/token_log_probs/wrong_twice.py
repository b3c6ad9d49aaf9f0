# breaks: softmax, then log_softmax
# mistake 29: softmax
def token_log_probs(logits, ids):
    return (
        logits[:, :-1].softmax(-1).log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
    )
