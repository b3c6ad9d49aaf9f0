def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own = caption_loss(decoder(ids, memory)[0], ids, pad_id)
        other = caption_loss(decoder(ids, memory.roll(1, 0))[0], ids, pad_id)
    decoder.train(was)
    return (other - own).numpy()[()]
