# breaks: feeds the newest token only
# mistake 36: newest token
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        ids = next_word(step(ids))[:, None]
        for row, word in enumerate(ids[:, 0].tolist()):
            ended[row] = ended[row] or word == eos_id
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
