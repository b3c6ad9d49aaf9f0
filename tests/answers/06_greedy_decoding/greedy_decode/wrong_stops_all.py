# breaks: stops all when one ends
# mistake 35: one caption ended
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        if (words == eos_id).any():
            break
        for row, word in enumerate(words.tolist()):
            captions[row].append(word)
    return captions
