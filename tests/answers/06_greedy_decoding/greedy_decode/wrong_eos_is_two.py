# breaks: <eos> is 2, whatever eos_id says
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            ended[row] = ended[row] or word == 2
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
