# right: train() and eval() on the parts, no_grad as a decorator
@torch.no_grad()
def caption_images(encoder, decoder, images, vocabulary, max_length):
    looking, writing = encoder.training, decoder.training
    encoder.eval()
    decoder.eval()
    memory = encoder(images)
    ids = greedy_decode(
        lambda ids: decoder(ids, memory)[0], START, EOS, max_length, images.shape[0]
    )
    encoder.train(looking)
    decoder.train(writing)
    return [vocabulary.decode(row) for row in ids]
