# breaks: neighbours swapped: an odd one is left over
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(
            ids,
            memory[[k ^ 1 if k ^ 1 < len(memory) else k for k in range(len(memory))]],
        )
    decoder.train(was)
    return (caption_loss(other, ids, pad_id) - caption_loss(own, ids, pad_id)).item()
