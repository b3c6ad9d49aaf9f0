# picture by picture, padding cut off, summed in Python
def shuffled_image_gap(decoder, memory, ids, pad_id):
    was_training = decoder.training
    decoder.train(False)
    total, targets = 0.0, 0
    with torch.no_grad():
        for k in range(len(ids)):
            length = int((ids[k] != pad_id).sum())
            caption = ids[k : k + 1, :length]
            another = (k + 1 + int(torch.randint(len(ids) - 1, ()))) % len(ids)
            for sign, seen in ((-1, k), (1, another)):
                logits, _ = decoder(caption, memory[seen : seen + 1])
                chances = logits[0, :-1].log_softmax(-1)
                for place, word in enumerate(caption[0, 1:].tolist()):
                    total -= sign * chances[place, word].item()
            targets += length - 1
    decoder.train(was_training)
    return total / targets
