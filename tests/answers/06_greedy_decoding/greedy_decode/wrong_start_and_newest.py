# breaks: feeds <start> and the newest token only
# mistake 36: past its
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    start = ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([start, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            ended[row] = ended[row] or word == eos_id
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
