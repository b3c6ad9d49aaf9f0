# right: one picture after the other, the memory computed for each
def caption_images(encoder, decoder, images, vocabulary, max_length):
    captions = []
    modes = encoder.training, decoder.training
    encoder.train(False), decoder.train(False)
    for image in images:
        with torch.no_grad():
            memory = encoder(image.unsqueeze(0))
            words = [START]
            for _ in range(max_length):
                ids = torch.tensor([words], device=memory.device)
                words.append(decoder(ids, memory)[0][0, -1].argmax().item())
                if words[-1] == EOS:
                    break
        captions.append(vocabulary.decode(words))
    encoder.train(modes[0]), decoder.train(modes[1])
    return captions
