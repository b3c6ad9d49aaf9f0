# breaks: all captions get the words of caption 0
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        word = int(next_word(step(ids))[0])
        if word == eos_id:
            break
        ids = torch.cat([ids, torch.full((batch_size, 1), word)], 1)
        for caption in captions:
            caption.append(word)
    return captions
