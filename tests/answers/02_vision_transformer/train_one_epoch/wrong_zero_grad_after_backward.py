# breaks: gradients are cleared before they are used
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
