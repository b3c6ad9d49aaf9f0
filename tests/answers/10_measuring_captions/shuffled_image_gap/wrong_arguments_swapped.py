# breaks: decoder(memory, ids)
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(memory, ids)
        other, _ = decoder(memory.roll(1, 0), ids)
    decoder.train(was)
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
