# breaks: detaches afterwards, the graphs were built
# mistake 33: graph
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    memory = encoder(images).detach()
    step = lambda ids: decoder(ids, memory)[0].detach()
    captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[0])
    decoder.train(modes[1])
    return [vocabulary.decode(ids) for ids in captions]
