# right: times a centring matrix
def group_advantages(rewards):
    n = rewards.shape[1]
    centre = torch.eye(n, dtype=rewards.dtype) - torch.full(
        (n, n), 1 / n, dtype=rewards.dtype
    )
    return rewards @ centre
