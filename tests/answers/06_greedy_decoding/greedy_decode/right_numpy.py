# right: numpy keeps the words
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = np.full((batch_size, 1), start_id, dtype=np.int64)
    length = np.full(batch_size, max_length)
    for n in range(max_length):
        logits = step(torch.from_numpy(ids.copy()))
        words = next_word(logits).numpy()
        length = np.where((words == eos_id) & (length == max_length), n, length)
        ids = np.concatenate([ids, words[:, None]], axis=1)
        if (length <= n).all():
            break
    return [[int(i) for i in row[1 : n + 1]] for row, n in zip(ids, length)]
