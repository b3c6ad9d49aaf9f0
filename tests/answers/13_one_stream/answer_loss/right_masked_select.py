# right: masked_select
def answer_loss(logits, ids, answer):
    loss = F.cross_entropy(
        logits[:, :-1].permute(0, 2, 1), ids[:, 1:], reduction="none"
    )
    return loss.masked_select(answer[:, 1:]).mean()
