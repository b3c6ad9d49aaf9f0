# breaks: dropout is awake
# mistake 32: model.eval()
def accuracy(model, batches):
    was_training = model.training
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
