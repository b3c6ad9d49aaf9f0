# breaks: divided by the spread and a little
def group_advantages(rewards):
    centred = rewards - rewards.mean(1, keepdim=True)
    return centred / (rewards.std(1, keepdim=True) + 1e-8)
