# breaks: the mean over pictures
def group_advantages(rewards):
    return rewards - rewards.mean(0)
