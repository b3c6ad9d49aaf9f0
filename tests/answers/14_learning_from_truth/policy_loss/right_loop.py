# right: row by row
def policy_loss(log_probs, advantages, real):
    total = log_probs.new_zeros(())
    for r in range(len(log_probs)):
        total = total - advantages[r].item() * log_probs[r][real[r]].sum()
    return total / len(log_probs)
