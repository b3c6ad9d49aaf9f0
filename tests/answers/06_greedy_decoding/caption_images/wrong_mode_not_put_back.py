# breaks: both are left in eval mode
# mistake 32: put back
def caption_images(encoder, decoder, images, vocabulary, max_length):
    encoder.eval()
    decoder.eval()
    with torch.no_grad():
        memory = encoder(images)
        step = lambda ids: decoder(ids, memory)[0]
        captions = greedy_decode(step, START, EOS, max_length, len(images))
    return [vocabulary.decode(ids) for ids in captions]
