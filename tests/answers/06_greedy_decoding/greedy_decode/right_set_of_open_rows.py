# right: keeps the set of rows that go on; lists instead of tensors
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    fed = [[start_id] for _ in range(batch_size)]
    going = set(range(batch_size))
    out = {row: [] for row in going}
    for _ in range(max_length):
        if not going:
            break
        words = next_word(step(torch.tensor(fed))).tolist()
        for row, word in enumerate(words):
            fed[row].append(word if row in going else start_id)
            if row in going:
                if word == eos_id:
                    going.remove(row)
                else:
                    out[row].append(word)
    return [out[row] for row in range(batch_size)]
