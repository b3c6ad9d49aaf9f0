# breaks: only the decoder runs without a graph
# mistake 33: encoder built a graph
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    memory = encoder(images)
    with torch.no_grad():
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[0])
    decoder.train(modes[1])
    return [vocabulary.decode(ids) for ids in captions]
