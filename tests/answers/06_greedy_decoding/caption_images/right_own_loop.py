# right: a loop of its own, inference mode, modes back in any case
def caption_images(encoder, decoder, images, vocabulary, max_length):
    was = {part: part.training for part in (encoder, decoder)}
    start, eos = vocabulary.encode([])
    try:
        for part in was:
            part.eval()
        with torch.inference_mode():
            memory = encoder(images)
            ids = torch.full((len(images), 1), start, device=memory.device)
            while ids.shape[1] <= max_length:
                logits, weights = decoder(ids, memory)
                ids = torch.cat([ids, logits[:, -1].argmax(-1)[:, None]], dim=1)
                if (ids == eos).any(1).all():
                    break
    finally:
        for part, training in was.items():
            part.train(training)
    return [vocabulary.decode(row) for row in ids.tolist()]
