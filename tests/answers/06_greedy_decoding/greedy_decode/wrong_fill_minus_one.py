# breaks: feeds finished rows with -1, which no embedding knows
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids)).tolist()
        for row, word in enumerate(words):
            if ended[row]:
                words[row] = -1
            elif word == eos_id:
                ended[row] = True
            else:
                captions[row].append(word)
        ids = torch.cat([ids, torch.tensor(words)[:, None]], 1)
        if all(ended):
            break
    return captions
