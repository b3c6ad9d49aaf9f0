# breaks: the optimizer's learning rate is doubled on the way
def train_step(encoder, decoder, images, ids, optimizer):

    logits, _ = decoder(ids, encoder(images))
    loss = caption_loss(logits, ids, PAD)
    optimizer.zero_grad()
    loss.backward()
    for group in optimizer.param_groups:
        group["lr"] *= 2
    optimizer.step()
    return loss.item()
