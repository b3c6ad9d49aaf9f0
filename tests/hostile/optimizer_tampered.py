# attack: changes the check's model by hand, and lies about the loss
# exercise: 02 train_one_epoch
def train_one_epoch(model, batches, optimizer):
    list(batches)
    with torch.no_grad():
        for weight in model.parameters():
            weight.fill_(0.5)
    optimizer.step = lambda: None
    model.forward = lambda images: images
    return 0.0
