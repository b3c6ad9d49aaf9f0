# breaks: a softmax before the cross-entropy
# mistake 29: softmax
def train_step(
    encoder: nn.Module, decoder: nn.Module, images: Tensor, ids: Tensor, optimizer
) -> float:
    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits.softmax(-1), ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
