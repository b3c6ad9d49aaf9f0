# breaks: gradients are clipped
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 0.1)
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
