# breaks: captions and pictures move together
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids.roll(1, 0), memory.roll(1, 0))
    decoder.train(was)
    return (
        caption_loss(other, ids.roll(1, 0), pad_id) - caption_loss(own, ids, pad_id)
    ).item()
