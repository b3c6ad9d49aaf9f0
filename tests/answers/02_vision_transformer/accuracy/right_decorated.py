# different: inference mode as a decorator, all verdicts joined
@torch.inference_mode()
def accuracy(model, batches):
    was = model.training
    model.eval()
    verdicts = [
        model(images).max(dim=1).indices.eq(labels) for images, labels in batches
    ]
    if was:
        model.train()
    return torch.cat(verdicts).double().mean().item()
