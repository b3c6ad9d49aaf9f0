# breaks: the mode is noted after it was changed
# mistake 32: put back
def accuracy(model, batches):
    model.eval()
    was_training = model.training
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
