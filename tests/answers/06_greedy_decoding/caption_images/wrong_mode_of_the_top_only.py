# breaks: inside the parts eval mode stays
# mistake 32: inside the parts
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.training, decoder.training = modes
    return [vocabulary.decode(ids) for ids in captions]
