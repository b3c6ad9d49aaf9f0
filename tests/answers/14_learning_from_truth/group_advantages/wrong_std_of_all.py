# breaks: divided by the spread of the batch
def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdim=True)) / rewards.std()
