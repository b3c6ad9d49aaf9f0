# different: slopes by autograd.grad, handed to the optimizer's own parameters
def train_step(encoder, decoder, images, ids, optimizer):

    assert isinstance(optimizer, torch.optim.Optimizer)
    parts = [x for group in optimizer.param_groups for x in group["params"]]
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    for x, slope in zip(parts, torch.autograd.grad(loss, parts), strict=True):
        x.grad = slope
    optimizer.step()
    return loss.item()
