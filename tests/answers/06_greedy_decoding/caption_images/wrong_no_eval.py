# breaks: train mode stays
# mistake 32: eval
def caption_images(encoder, decoder, images, vocabulary, max_length):
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    return [vocabulary.decode(ids) for ids in captions]
