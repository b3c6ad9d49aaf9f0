# breaks: the median
def group_advantages(rewards):
    return rewards - rewards.median(1, keepdim=True).values
