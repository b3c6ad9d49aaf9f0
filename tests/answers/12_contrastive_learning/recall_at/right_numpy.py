# right: numpy
def recall_at(scores, k):
    x = scores.detach().numpy()
    return np.mean((x > np.diag(x)[:, None]).sum(1) < k)
