# breaks: learns on the way
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    for images, labels in batches:
        with torch.no_grad():
            right += (model(images).argmax(-1) == labels).sum().item()
            for parameter in model.parameters():
                parameter.mul_(0.999)
        examples += len(labels)
    model.train(was_training)
    return right / examples
