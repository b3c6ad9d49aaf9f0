# breaks: a finished caption starts to write again
# mistake 35: past its
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    seen_eos = set()
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            if word == eos_id:
                seen_eos.add(row)
            else:
                captions[row].append(word)
        if len(seen_eos) == batch_size:
            break
    return captions
