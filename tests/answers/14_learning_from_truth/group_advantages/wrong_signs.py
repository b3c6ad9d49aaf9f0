# breaks: only the sign
def group_advantages(rewards):
    return (rewards - rewards.mean(1, keepdim=True)).sign()
