# different: the loss comes back as NumPy's number
def train_step(encoder, decoder, images, ids, optimizer):
    encoder.train()
    decoder.train()
    optimizer.zero_grad()
    logits, _ = decoder(ids, encoder(images))
    loss = F.cross_entropy(
        logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), ignore_index=0
    )
    loss.backward()
    optimizer.step()
    return loss.detach().numpy()[()]
