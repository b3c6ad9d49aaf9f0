# breaks: no_grad around the comparison only
# mistake 33: graph
def accuracy(model, batches):
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    for images, labels in batches:
        logits = model(images)
        with torch.no_grad():
            right += (logits.argmax(-1) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
