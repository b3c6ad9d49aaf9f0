# attack: makes the labels equal to what the model says
# exercise: 02 accuracy
def accuracy(model, batches):
    for images, labels in batches:
        with torch.no_grad():
            labels.copy_(model(images).argmax(-1))
    return 1.0
