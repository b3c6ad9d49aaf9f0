# breaks: shuffles the caller's memory
# mistake 20: changed
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        memory.copy_(memory.roll(1, 0))
        other, _ = decoder(ids, memory)
    decoder.train(was)
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
