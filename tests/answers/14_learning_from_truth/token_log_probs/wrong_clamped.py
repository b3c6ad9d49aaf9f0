# breaks: clamped at -100
def token_log_probs(logits, ids):
    return (
        logits[:, :-1]
        .log_softmax(-1)
        .gather(-1, ids[:, 1:, None])[..., 0]
        .clamp(min=-100)
    )
