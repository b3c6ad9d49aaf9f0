# breaks: one step at the end
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        total += loss.item() * len(labels)
        examples += len(labels)
    optimizer.step()
    optimizer.zero_grad()
    return total / examples
