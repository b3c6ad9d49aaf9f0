# right: over the first axis of the transpose
def group_advantages(rewards):
    return (rewards.T - rewards.mean(-1)).T
