# breaks: all batches are taken to be as large as the first
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples, size = 0.0, 0, None
    for images, labels in batches:
        size = size or len(labels)
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * size
        examples += size
    return total / examples
