# breaks: divided by the spread of at least a little
def group_advantages(rewards):
    centred = rewards - rewards.mean(1, keepdim=True)
    return centred / rewards.std(1, keepdim=True).clamp(min=1e-6)
