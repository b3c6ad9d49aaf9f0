# breaks: difference of accuracies
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        own, _ = decoder(ids, memory)
        other, _ = decoder(ids, memory.roll(1, 0))
    decoder.train(was)
    return (
        (own.argmax(-1)[:, :-1] == ids[:, 1:]).float().mean()
        - (other.argmax(-1)[:, :-1] == ids[:, 1:]).float().mean()
    ).item()
