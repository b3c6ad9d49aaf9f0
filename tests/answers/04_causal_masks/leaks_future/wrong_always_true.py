# breaks: accuses everyone
def leaks_future(model, ids):
    return True
