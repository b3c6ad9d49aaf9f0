# different: labels with -100, moved by one by hand; the models clear their gradients
def train_step(encoder, decoder, images, ids, optimizer):

    labels = caption_labels(ids, PAD)[:, 1:].reshape(-1)
    encoder.zero_grad()
    decoder.zero_grad()
    out = decoder(ids, encoder(images))
    logits = out[0][:, : ids.shape[1] - 1]
    loss = nn.CrossEntropyLoss()(logits.reshape(len(labels), -1), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().item()
