# mean over all other pictures, own cross-entropy
@torch.no_grad()
def shuffled_image_gap(decoder, memory, ids, pad_id):
    def loss(seen):
        logits = decoder(ids, seen)[0][:, :-1]
        targets = ids[:, 1:]
        return F.cross_entropy(
            logits.reshape(-1, logits.shape[-1]),
            targets.reshape(-1),
            ignore_index=pad_id,
        ).item()

    training = decoder.training
    decoder.eval()
    shifts = range(1, len(memory))
    others = [loss(memory.roll(shift, dims=0)) for shift in shifts]
    own = loss(memory)
    decoder.train(training)
    return sum(others) / len(others) - own
