# different: a running mean, the loss module, tensors moved to the model's device
def train_one_epoch(model, batches, optimizer):
    criterion = nn.CrossEntropyLoss()
    device = next(model.parameters()).device
    model.train()
    mean, count = 0.0, 0
    with torch.enable_grad():
        for images, labels in batches:
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            count += images.shape[0]
            mean += (loss.item() - mean) * images.shape[0] / count
    return mean
