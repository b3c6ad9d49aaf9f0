# the captions move, the pictures stay
def shuffled_image_gap(decoder, memory, ids, pad_id):
    training = decoder.training
    decoder.eval()
    moved = ids.roll(-1, 0)
    with torch.no_grad():
        own = caption_loss(decoder(ids, memory)[0], ids, pad_id)
        other = caption_loss(decoder(moved, memory)[0], moved, pad_id)
    decoder.train(training)
    return other.item() - own.item()
