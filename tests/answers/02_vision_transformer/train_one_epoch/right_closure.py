# different: the optimizer is given a closure
def train_one_epoch(model, batches, optimizer):
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:

        def closure(images=images, labels=labels):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(images), labels)
            loss.backward()
            return loss

        total += optimizer.step(closure).item() * images.size(0)
        examples += images.size(0)
    return total / examples
