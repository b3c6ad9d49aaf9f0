# right: NLLLoss on log-probabilities
def caption_loss(logits, ids, pad_id):
    chances = nn.LogSoftmax(dim=-1)(logits)[:, :-1, :]
    return nn.NLLLoss(ignore_index=pad_id)(chances.permute(0, 2, 1), ids[:, 1:])
