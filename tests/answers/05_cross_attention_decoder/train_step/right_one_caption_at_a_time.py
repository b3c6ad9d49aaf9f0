# different: captions one by one, without their padding; costs added up
def train_step(encoder, decoder, images, ids, optimizer):

    optimizer.zero_grad()
    memory = encoder(images)
    total, count = 0.0, 0
    for row, seen in zip(ids, memory, strict=True):
        words = row[: int((row != 0).sum())][None]
        logits, _ = decoder(words, seen[None])
        costs = F.cross_entropy(logits[0, :-1], words[0, 1:], reduction="none")
        total, count = total + costs.sum(), count + len(costs)
    loss = total / count
    loss.backward()
    value = float(loss)
    optimizer.step()
    return value
