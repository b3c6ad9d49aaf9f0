# breaks: learns by plain descent, whatever the optimizer
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    with torch.no_grad():
        for x in [*encoder.parameters(), *decoder.parameters()]:
            if x.grad is not None:
                x -= optimizer.param_groups[0]["lr"] * x.grad
    return loss.item()
