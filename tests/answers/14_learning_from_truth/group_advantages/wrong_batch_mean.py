# breaks: the mean of the whole batch
def group_advantages(rewards):
    return rewards - rewards.mean()
