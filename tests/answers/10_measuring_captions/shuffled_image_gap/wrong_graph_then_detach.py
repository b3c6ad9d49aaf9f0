# breaks: detached after the graph was built
# mistake 33: graph
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    if True:
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (
        (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id))
        .detach()
        .item()
    )
