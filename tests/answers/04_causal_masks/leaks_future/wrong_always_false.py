# breaks: never finds anything
# mistake 42: leaks
def leaks_future(model, ids):
    return False
