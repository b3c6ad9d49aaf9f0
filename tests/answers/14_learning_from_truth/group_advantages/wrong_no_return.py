# breaks: nothing comes back
# mistake 43: return
def group_advantages(rewards):
    centred = rewards - rewards.mean(1, keepdim=True)
