# breaks: the encoder works in train mode
# mistake 32: encoder.eval
def caption_images(encoder, decoder, images, vocabulary, max_length):
    was = decoder.training
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    decoder.train(was)
    return [vocabulary.decode(ids) for ids in captions]
