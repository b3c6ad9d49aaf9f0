# different: clears the gradients after the step
def train_step(encoder, decoder, images, ids, optimizer):
    logits = decoder(ids, encoder(images))[0]
    targets = caption_labels(ids, PAD)[:, 1:]
    loss = F.cross_entropy(logits[:, :-1].mT, targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return loss.detach().item()
