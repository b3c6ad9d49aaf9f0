# breaks: summed over each caption, then averaged
def shuffled_image_gap(decoder, memory, ids, pad_id):
    def loss(logits):
        each = F.cross_entropy(
            logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten(), reduction="none"
        ).view(len(ids), -1)
        real = ids[:, 1:] != pad_id
        return (each * real).sum(1).mean()

    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (loss(other) - loss(own)).item()
