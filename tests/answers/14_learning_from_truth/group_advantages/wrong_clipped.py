# breaks: negative ones dropped
def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdim=True)).clamp(min=0)
