# breaks: a generator has no len
def train_one_epoch(model, batches, optimizer):
    model.train()
    total = 0.0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(labels)
    return total / sum(len(batches[k][1]) for k in range(len(batches)))
