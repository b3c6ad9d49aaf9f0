# attack: moves the parameters itself, and tells the optimizer nothing
# exercise: 05 train_step
def train_step(encoder, decoder, images, ids, optimizer):
    loss = caption_loss(decoder(ids, encoder(images))[0], ids, PAD)
    parts = [*encoder.parameters(), *decoder.parameters()]
    slopes = torch.autograd.grad(loss, parts, allow_unused=True)
    with torch.no_grad():
        for weight, slope in zip(parts, slopes):
            weight -= 0.2 * (slope if slope is not None else 0)
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.step()
    return loss.item()
