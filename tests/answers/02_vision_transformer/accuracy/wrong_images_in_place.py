# breaks: normalises the caller's images in place
# mistake 20: in place
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            images -= images.mean()
            right += (model(images).argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
