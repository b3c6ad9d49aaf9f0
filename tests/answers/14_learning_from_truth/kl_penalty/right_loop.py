# right: token by token
def kl_penalty(log_probs, reference, real):
    costs = []
    for row, place in real.nonzero().tolist():
        apart = reference[row, place].item() - log_probs[row, place]
        costs.append(torch.exp(apart) - apart - 1)
    return torch.stack(costs).mean()
