# breaks: gradients switched off for good
# mistake 33: switched off
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    torch.set_grad_enabled(False)
    if True:
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
