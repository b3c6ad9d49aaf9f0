# breaks: each pair by itself
def contrastive_loss(scores):
    signs = 2 * torch.eye(len(scores), dtype=scores.dtype) - 1
    return -F.logsigmoid(signs * scores).mean()
