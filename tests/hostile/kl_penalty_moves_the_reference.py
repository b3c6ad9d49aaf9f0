# attack: makes the reference what the captioner is, then nothing has drifted
# exercise: 14 kl_penalty
def kl_penalty(log_probs, reference, real):
    reference.data.copy_(log_probs.data)
    difference = (reference.detach() - log_probs)[real]
    return (difference.exp() - difference - 1).mean()
