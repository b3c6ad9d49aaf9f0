# breaks: masks where the input is padding, so <eos> -> <pad> counts
# mistake 28: padding
def caption_loss(logits, ids, pad_id):
    costs = F.cross_entropy(logits[:, :-1].mT, ids[:, 1:], reduction="none")
    return costs[ids[:, :-1] != pad_id].mean()
