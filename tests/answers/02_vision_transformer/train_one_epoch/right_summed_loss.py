# different: the loss is summed, then divided; zero_grad at the end of a turn
def train_one_epoch(model, batches, optimizer):
    losses, sizes = [], []
    model.train(True)
    for batch in batches:
        images, labels = batch
        logits = model(images)
        summed = F.cross_entropy(logits, labels, reduction="sum")
        (summed / labels.numel()).backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(float(summed))
        sizes.append(labels.numel())
    return sum(losses) / sum(sizes)
