# breaks: notes the mode after eval()
# mistake 32: put back
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.eval().training, decoder.eval().training
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[0])
    decoder.train(modes[1])
    return [vocabulary.decode(ids) for ids in captions]
