# breaks: suspects a leak from high token accuracy instead of testing
# mistake 42: leaks
def leaks_future(model, ids):
    model.eval()
    with torch.no_grad():
        guesses = model(ids)[:, :-1].argmax(-1)
    return bool((guesses == ids[:, 1:]).float().mean() > 0.9)
