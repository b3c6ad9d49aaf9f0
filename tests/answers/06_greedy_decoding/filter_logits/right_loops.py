# right: loops
def filter_logits(logits, *, temperature, top_k=None, top_p=None):

    if not temperature > 0:
        raise ValueError("expected a temperature above 0")
    out = torch.full_like(logits, -math.inf)
    for row in range(len(logits)):
        scores = (logits[row].double() / temperature).tolist()
        likely = sorted(range(len(scores)), key=lambda i: -scores[i])
        likely = likely[: top_k or len(likely)]
        total = sum(math.exp(scores[i] - scores[likely[0]]) for i in likely)
        reached = 0.0
        for place, i in enumerate(likely):
            if top_p is not None and place > 0 and reached >= top_p:
                break
            out[row, i] = scores[i]
            reached += math.exp(scores[i] - scores[likely[0]]) / total
    return out
