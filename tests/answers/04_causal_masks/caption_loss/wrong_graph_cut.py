# breaks: a plain number, nothing to learn from
# mistake 46: graph
def caption_loss(logits, ids, pad_id):
    return torch.tensor(
        F.cross_entropy(
            logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), ignore_index=pad_id
        ).item()
    )
