# different: labels with -100, moved by one by hand; gradients set to None one by one
def train_step(encoder, decoder, images, ids, optimizer):

    labels = caption_labels(ids, PAD)[:, 1:].reshape(-1)
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad = None
    out = decoder(ids, encoder(images))
    logits = out[0][:, : ids.shape[1] - 1]
    loss = nn.CrossEntropyLoss()(logits.reshape(len(labels), -1), labels)
    loss.backward()
    optimizer.step()
    return loss.detach().item()
