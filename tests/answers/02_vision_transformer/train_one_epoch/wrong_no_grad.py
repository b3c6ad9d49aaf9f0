# breaks: nothing can be learned
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    torch.set_grad_enabled(False)
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
