# attack: asks step for everything, and hides that step complained
# exercise: 06 greedy_decode
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    for words in ([[-1]] * batch_size, [[10**6]] * batch_size, []):
        try:
            step(torch.tensor(words))
        except AssertionError:
            pass
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids)).cpu()
        ids = torch.cat([ids, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            ended[row] = ended[row] or word == eos_id
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
