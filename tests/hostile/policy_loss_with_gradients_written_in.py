# attack: writes the gradients itself, the loss is a constant that wants one
# exercise: 14 policy_loss
def policy_loss(log_probs, advantages, real):
    log_probs.grad = -advantages.detach()[:, None] * real / len(log_probs)
    log_probs.requires_grad_(False)
    return torch.zeros((), dtype=log_probs.dtype, requires_grad=True)
