# breaks: memory averaged
def train_step(encoder, decoder, images, ids, optimizer):
    optimizer.zero_grad()
    memory = encoder(images)
    memory = memory.mean(1, keepdim=True).expand_as(memory)
    logits, _ = decoder(ids, memory)
    loss = caption_loss(logits, ids, 0)
    loss.backward()
    optimizer.step()
    return loss.item()
