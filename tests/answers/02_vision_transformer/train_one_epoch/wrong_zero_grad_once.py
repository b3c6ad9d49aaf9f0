# breaks: gradients are cleared once an epoch
def train_one_epoch(model, batches, optimizer):
    model.train()
    optimizer.zero_grad()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
