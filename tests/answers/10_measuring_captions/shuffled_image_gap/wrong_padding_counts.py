# breaks: padding is a target too
# mistake 28: padding
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (
        F.cross_entropy(other[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        - F.cross_entropy(own[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
    ).item()
