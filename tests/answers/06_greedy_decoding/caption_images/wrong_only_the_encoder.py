# breaks: the decoder works in train mode
# mistake 32: decoder.eval
def caption_images(encoder, decoder, images, vocabulary, max_length):
    was = encoder.training
    encoder.eval()
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(was)
    return [vocabulary.decode(ids) for ids in captions]
