# breaks: the memory is made without a graph
# mistake 46: memory cut off
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    with torch.no_grad():
        memory = encoder(images)
    logits, _ = decoder(ids, memory)
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
