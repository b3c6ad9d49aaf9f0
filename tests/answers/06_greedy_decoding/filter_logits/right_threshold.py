# right: threshold
def filter_logits(logits, *, temperature, top_k=None, top_p=None):

    if temperature <= 0:
        raise ValueError(temperature)
    scaled = logits.clone() / temperature
    if top_k is not None:
        scaled[scaled < scaled.sort(-1).values[:, -top_k][:, None]] = float("-inf")
    if top_p is not None:
        falling = torch.sort(scaled, -1, descending=True).values
        total = falling.float().softmax(-1).cumsum(-1)
        count = (total < top_p).sum(-1, keepdim=True).clamp(max=logits.shape[1] - 1)
        least = falling.gather(1, count)
        scaled = torch.where(
            scaled >= least, scaled, torch.tensor(-math.inf).to(scaled)
        )
    return scaled
