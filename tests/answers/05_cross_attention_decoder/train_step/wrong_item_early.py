# breaks: .item() before backward
# mistake 44: .item()
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    """Learn from one batch; return the loss before the update.

    Args:
        encoder: images (B, ...) -> memory (B, N, memory_width); may learn or not.
        decoder: (ids, memory) -> logits (B, T, V), weights.
        images, ids: the batch; ids (B, T) from `<start>` to `<eos>`, then padding, 0.
        optimizer: of all that shall learn; one step.
    """
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD).item()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
