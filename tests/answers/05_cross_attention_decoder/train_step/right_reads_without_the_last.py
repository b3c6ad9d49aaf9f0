# different: the decoder never reads the last column; cross-entropy on moved axes
def train_step(encoder, decoder, images, ids, optimizer):

    optimizer.zero_grad(set_to_none=False)
    logits, weights = decoder(ids[:, :-1], encoder(images))
    loss = F.cross_entropy(logits.transpose(1, 2), ids[:, 1:], ignore_index=PAD)
    loss.backward()
    optimizer.step()
    return float(loss.detach())
