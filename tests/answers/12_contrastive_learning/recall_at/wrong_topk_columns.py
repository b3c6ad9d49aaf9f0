# breaks: topk over the rows
# mistake 47: wrong axis
def recall_at(scores, k):
    own = torch.arange(len(scores))
    return (scores.topk(k, dim=0).indices == own).any(0).float().mean().item()
