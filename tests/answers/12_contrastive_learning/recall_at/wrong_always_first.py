# breaks: k is not used
def recall_at(scores, k):
    return (scores.argmax(1) == torch.arange(len(scores))).float().mean().item()
