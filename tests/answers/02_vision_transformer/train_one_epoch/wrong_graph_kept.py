# breaks: returns a tensor with its graph
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss * len(labels)
        examples += len(labels)
    return total / examples
