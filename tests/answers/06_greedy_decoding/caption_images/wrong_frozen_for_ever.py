# breaks: the parameters want no gradients any more
# mistake 33: left frozen
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval().requires_grad_(False)
    decoder.eval().requires_grad_(False)
    memory = encoder(images)
    step = lambda ids: decoder(ids, memory)[0]
    captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[0])
    decoder.train(modes[1])
    return [vocabulary.decode(ids) for ids in captions]
