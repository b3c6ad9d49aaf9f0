# right: an index of three tensors, the largest logit taken off by hand
def token_log_probs(logits, ids):
    scores = logits[:, :-1]
    scores = scores - scores.detach().amax(-1, keepdim=True)
    norm = scores.exp().sum(-1).log()
    rows = torch.arange(len(ids))[:, None]
    places = torch.arange(ids.shape[1] - 1)[None]
    return scores[rows, places, ids[:, 1:]] - norm
