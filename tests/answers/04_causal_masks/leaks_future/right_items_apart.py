# right: every caption, place and other word on its own
def leaks_future(model, ids):
    training = model.training
    model.eval()
    found = False
    with torch.inference_mode():
        for row in ids:
            before = model(row[None])[0]
            for j in range(1, len(row)):
                for word in range(before.shape[-1]):
                    changed = row.clone()
                    changed[j] = word
                    after = model(changed[None])[0]
                    if ((after - before)[:j].abs() > 1e-5).any():
                        found = True
    model.train(training)
    return found
