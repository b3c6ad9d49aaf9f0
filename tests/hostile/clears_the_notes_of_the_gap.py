# attack: asks with a graph and in train mode, and clears the notes of it
# exercise: 10 shuffled_image_gap
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was_training = decoder.training
    decoder.eval()
    own, _ = decoder(ids, memory)
    other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was_training)
    for name, value in decoder.named_buffers():
        if name == "notes":
            value.data.zero_()
    gap = caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)
    return gap.item()
