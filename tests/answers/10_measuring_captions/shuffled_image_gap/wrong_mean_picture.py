# breaks: the mean picture instead of another one
# mistake 42: pictures
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.mean(0, keepdim=True).expand_as(memory))
    decoder.train(was)
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
