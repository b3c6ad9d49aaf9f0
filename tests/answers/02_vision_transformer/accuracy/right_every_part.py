# different: every part's mode is noted and put back, even after an error
def accuracy(model, batches):
    modes = {part: part.training for part in model.modules()}
    hits = []
    try:
        model.eval()
        with torch.no_grad():
            for pair in batches:
                images, labels = pair
                best = torch.topk(model(images), 1).indices[:, 0]
                hits += (best == labels).tolist()
    finally:
        for part, mode in modes.items():
            part.training = mode
    return sum(hits) / len(hits)
