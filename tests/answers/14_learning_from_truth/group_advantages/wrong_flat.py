# breaks: one long row
def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdim=True)).flatten()
