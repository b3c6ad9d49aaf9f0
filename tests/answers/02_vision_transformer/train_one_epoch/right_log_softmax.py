# different: log-softmax and gather; gradients cleared through the model; mode put back
def train_one_epoch(model, batches, optimizer):
    was = model.training
    model.train()
    seen = []
    for images, labels in batches:
        model.zero_grad(set_to_none=True)
        per_example = -model(images).log_softmax(-1).gather(1, labels[:, None])[:, 0]
        per_example.mean().backward()
        optimizer.step()
        seen.append(per_example.detach())
    model.train(was)
    return torch.cat(seen).mean().item()
