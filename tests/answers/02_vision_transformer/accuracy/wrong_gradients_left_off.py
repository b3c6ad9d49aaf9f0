# breaks: gradients stay switched off
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    torch.set_grad_enabled(False)
    if True:
        for images, labels in batches:
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
