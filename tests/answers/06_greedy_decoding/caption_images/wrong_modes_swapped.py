# breaks: each gets the other's mode
# mistake 32: each one's own
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[1])
    decoder.train(modes[0])
    return [vocabulary.decode(ids) for ids in captions]
