# attack: captions with a graph, and clears the check's notes of it
# exercise: 06 caption_images
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = [(m, m.training) for part in (encoder, decoder) for m in part.modules()]
    encoder.eval(), decoder.eval()
    memory = encoder(images)
    captions = greedy_decode(
        lambda ids: decoder(ids, memory)[0], START, EOS, max_length, len(images))
    for part in (encoder, decoder):
        for note in part.buffers():
            note.data.zero_()
    for module, mode in modes:
        module.training = mode
    return [vocabulary.decode(ids) for ids in captions]
