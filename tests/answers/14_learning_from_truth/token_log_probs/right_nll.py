# right: take_along_dim on everything, cut at the end
def token_log_probs(logits, ids):
    logs = F.log_softmax(logits, dim=2)
    after = ids.roll(-1, 1).unsqueeze(2)
    return torch.take_along_dim(logs, after, dim=2).squeeze(2)[:, :-1]
