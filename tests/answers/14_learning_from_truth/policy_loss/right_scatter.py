# right: sums of rows by index_add
def policy_loss(log_probs, advantages, real):
    rows = real.nonzero()[:, 0]
    sums = log_probs.new_zeros(len(log_probs)).index_add(0, rows, log_probs[real])
    return -torch.dot(advantages.detach(), sums) / len(sums)
