# breaks: the rewards themselves
def group_advantages(rewards):
    return rewards
