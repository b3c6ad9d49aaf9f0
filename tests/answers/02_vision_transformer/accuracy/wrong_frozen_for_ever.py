# breaks: parameters no longer want gradients
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
