# breaks: mean of the batches
# mistake 49: per example
def train_one_epoch(model: nn.Module, batches, optimizer) -> float:
    """Learn from every batch once, in train mode; return the mean loss per example.

    Args:
        model: pictures (B, ...) -> logits (B, classes).
        batches: yields (pictures, labels (B,)); B may differ from batch to batch.
        optimizer: of the model's parameters; one step a batch.
    """
    model.train()
    total, examples = 0.0, 0
    for images, labels in batches:
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        examples += 1
    return total / examples
