# attack: takes the dropout out of the check's model, and never asks for eval
# exercise: 06 caption_images
def caption_images(encoder, decoder, images, vocabulary, max_length):
    for part in (encoder, decoder):
        for module in part.modules():
            module.p = 0.0
            module.__dict__["training"] = False
            type(module).training = True
    with torch.no_grad():
        memory = encoder(images)
        captions = greedy_decode(
            lambda ids: decoder(ids, memory)[0], START, EOS, max_length, len(images))
    return [vocabulary.decode(ids) for ids in captions]
