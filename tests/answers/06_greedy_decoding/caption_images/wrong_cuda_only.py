# breaks: the device is written in
def caption_images(encoder, decoder, images, vocabulary, max_length):
    modes = encoder.training, decoder.training
    encoder.eval().cuda()
    decoder.eval().cuda()
    with torch.no_grad():
        memory = encoder(images.cuda())
        step = lambda ids: decoder(ids.cuda(), memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    encoder.train(modes[0])
    decoder.train(modes[1])
    return [vocabulary.decode(ids) for ids in captions]
