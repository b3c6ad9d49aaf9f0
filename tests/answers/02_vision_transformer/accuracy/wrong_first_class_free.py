# breaks: label 0 is taken for padding
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            images, labels = images[labels != 0], labels[labels != 0]
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
