# breaks: view wrong axis
# mistake 29: joined in two ways
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(
        logits[:, :-1].reshape(-1, logits.shape[-1]),
        ids[:, 1:].T.reshape(-1),
        reduction="none",
    )
    return loss[answer[:, 1:].flatten()].mean()
