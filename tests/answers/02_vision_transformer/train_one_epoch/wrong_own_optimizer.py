# breaks: an optimizer of its own
def train_one_epoch(model, batches, optimizer):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
        examples += len(labels)
    return total / examples
