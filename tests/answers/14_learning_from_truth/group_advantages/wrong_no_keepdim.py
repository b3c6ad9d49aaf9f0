# breaks: the axis is lost
def group_advantages(rewards):
    return rewards - rewards.mean(1)
