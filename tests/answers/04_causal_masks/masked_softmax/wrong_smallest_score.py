# breaks: hidden scores are set to the row's smallest
def masked_softmax(scores, allowed):
    least = scores.amin(-1, keepdim=True).expand_as(scores)
    return torch.where(allowed, scores, least).softmax(-1) * allowed
