# different: the optimizer calls a closure
def train_step(encoder, decoder, images, ids, optimizer):

    def closure():
        optimizer.zero_grad()
        loss = caption_loss(decoder(ids, encoder(images))[0], ids, 0)
        loss.backward()
        return loss

    return optimizer.step(closure).item()
