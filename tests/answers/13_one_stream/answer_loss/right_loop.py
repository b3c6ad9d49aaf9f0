# right: loop
def answer_loss(logits, ids, answer):
    costs = []
    for row in range(len(ids)):
        for t in range(1, ids.shape[1]):
            if answer[row, t]:
                costs.append(
                    logits[row, t - 1].logsumexp(0) - logits[row, t - 1, ids[row, t]]
                )
    return torch.stack(costs).mean()
