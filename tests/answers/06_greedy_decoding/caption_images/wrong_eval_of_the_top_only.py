# breaks: inside the parts train mode stays
# mistake 32: train mode
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.training = decoder.training = False
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.training, decoder.training = modes
    return [vocabulary.decode(ids) for ids in captions]
