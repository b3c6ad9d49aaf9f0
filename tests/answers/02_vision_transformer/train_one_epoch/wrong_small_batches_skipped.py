# breaks: batches smaller than the first are left out
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples, size = 0.0, 0, 0
    for images, labels in batches:
        if len(labels) < size:
            continue
        size = len(labels)
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
