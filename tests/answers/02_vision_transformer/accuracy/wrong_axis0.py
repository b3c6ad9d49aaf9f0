# breaks: argmax over the batch
# mistake 47: last axis
def accuracy(model: nn.Module, batches) -> float:
    """Return the share of right answers, 0 to 1, in eval mode and without a graph.

    Args:
        model: pictures (B, ...) -> logits (B, classes); its mode is put back.
        batches: yields (pictures, labels (B,)); B may differ from batch to batch.
    """
    was_training = model.training
    model.eval()
    right, examples = 0, 0
    with torch.no_grad():
        for images, labels in batches:
            right += (model(images).argmax(0) == labels).sum().item()
            examples += len(labels)
    model.train(was_training)
    return right / examples
