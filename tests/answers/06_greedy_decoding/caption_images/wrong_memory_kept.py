# breaks: keeps the first memory for ever
SEEN = {}


def caption_images(encoder, decoder, images, vocabulary, max_length):
    was = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = SEEN.setdefault(images.shape, encoder(images))
        out = greedy_decode(
            lambda ids: decoder(ids, memory)[0], START, EOS, max_length, len(images)
        )
    encoder.train(was[0])
    decoder.train(was[1])
    return [vocabulary.decode(ids) for ids in out]
