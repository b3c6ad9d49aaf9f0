# breaks: divided by the spread
def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdim=True)) / rewards.std(1, keepdim=True)
