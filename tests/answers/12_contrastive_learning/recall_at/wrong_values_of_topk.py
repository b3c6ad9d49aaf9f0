# breaks: values for indices
def recall_at(scores, k):
    own = torch.arange(len(scores))[:, None]
    return (scores.topk(k, dim=1).values == own).any(1).float().mean().item()
