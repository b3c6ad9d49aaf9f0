# both in one batch of twice the size
def shuffled_image_gap(decoder, memory, ids, pad_id):
    mode, n = decoder.training, len(ids)
    decoder.eval()
    order = [*range(n // 2, n), *range(n // 2)]
    with torch.no_grad():
        logits = decoder(torch.cat([ids, ids]), torch.cat([memory, memory[order]]))[0]
    decoder.train(mode)
    own, other = logits[:n], logits[n:]
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
