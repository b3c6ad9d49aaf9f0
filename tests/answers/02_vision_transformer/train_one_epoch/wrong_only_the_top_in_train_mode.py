# breaks: the parts inside stay in eval mode
def train_one_epoch(model, batches, optimizer):
    model.training = True
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
