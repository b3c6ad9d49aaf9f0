# breaks: position t is asked for token t - 1
def shuffled_image_gap(decoder, memory, ids, pad_id):
    def loss(logits):
        return F.cross_entropy(
            logits[:, 1:].flatten(0, 1), ids[:, :-1].flatten(), ignore_index=pad_id
        )

    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (loss(other) - loss(own)).item()
