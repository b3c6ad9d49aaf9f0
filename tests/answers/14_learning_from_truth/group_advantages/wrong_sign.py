# breaks: mean minus reward
def group_advantages(rewards):
    return rewards.mean(1, keepdim=True) - rewards
