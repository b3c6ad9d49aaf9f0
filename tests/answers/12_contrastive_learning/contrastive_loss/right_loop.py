# right: loop
def contrastive_loss(scores):
    costs = []
    for i in range(len(scores)):
        costs.append(scores[i].logsumexp(0) - scores[i, i])
        costs.append(scores[:, i].logsumexp(0) - scores[i, i])
    return torch.stack(costs).mean()
