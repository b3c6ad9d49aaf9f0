# breaks: a list
# mistake 44: list
def group_advantages(rewards):
    return [row - row.mean() for row in rewards]
