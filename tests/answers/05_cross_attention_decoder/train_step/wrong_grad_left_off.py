# breaks: gradients stay switched off
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    torch.set_grad_enabled(False)
    return loss.item()
