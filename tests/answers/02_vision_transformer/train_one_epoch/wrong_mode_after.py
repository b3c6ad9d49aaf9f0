# breaks: train mode too late
# mistake 32: model.train()
def train_one_epoch(model, batches, optimizer):
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    model.train()
    return total / examples
