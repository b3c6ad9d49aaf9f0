# right: the real ones picked
def policy_loss(log_probs, advantages, real):
    with torch.no_grad():
        weights = advantages[:, None].expand(log_probs.shape)[real]
    return -(weights * log_probs[real]).sum() / log_probs.shape[0]
