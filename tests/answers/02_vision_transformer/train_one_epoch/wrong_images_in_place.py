# breaks: normalises the caller's images in place
# mistake 20: in place
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        images -= images.mean()
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
