# different: the optimizer is given a closure
def train_step(encoder, decoder, images, ids, optimizer):

    def closure():
        optimizer.zero_grad()
        logits, _ = decoder(ids, encoder(images))
        loss = caption_loss(logits, ids, PAD)
        loss.backward()
        return loss

    return optimizer.step(closure).item()
