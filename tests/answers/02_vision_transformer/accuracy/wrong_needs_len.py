# breaks: a generator has no len
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
    model.train(was_training)
    return right / sum(len(batches[k][1]) for k in range(len(batches)))
