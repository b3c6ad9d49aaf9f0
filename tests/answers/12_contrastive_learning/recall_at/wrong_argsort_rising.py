# breaks: sorted the wrong way
# mistake 47: below
def recall_at(scores, k):
    places = scores.argsort(1)[:, :k]
    return (places == torch.arange(len(scores))[:, None]).any(1).float().mean().item()
