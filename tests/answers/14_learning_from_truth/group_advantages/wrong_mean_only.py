# breaks: the means
def group_advantages(rewards):
    return rewards.mean(1, keepdim=True).expand_as(rewards)
