# different: the loss by hand, gradients cleared at the end and at the start
def train_step(encoder, decoder, images, ids, optimizer):

    encoder.train(), decoder.train()
    optimizer.zero_grad()
    with torch.enable_grad():
        memory = encoder(images)
        guesses = decoder(ids, memory)[0].log_softmax(-1)[:, :-1]
        targets = ids[:, 1:]
        real = targets != 0
        picked = guesses[real].gather(1, targets[real][:, None])
        loss = -picked.mean()
    before = loss.item()
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return before
