# right: torch.distributions
def token_log_probs(logits, ids):
    words = torch.distributions.Categorical(logits=logits[:, :-1], validate_args=False)
    return words.log_prob(ids[:, 1:])
