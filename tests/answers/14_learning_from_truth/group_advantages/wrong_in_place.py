# breaks: the rewards are changed
# mistake 20: in place
def group_advantages(rewards):
    rewards -= rewards.mean(1, keepdim=True)
    return rewards
