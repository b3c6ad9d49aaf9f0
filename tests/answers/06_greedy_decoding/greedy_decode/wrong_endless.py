# breaks: while True, ends when all end in the same step
# mistake 35: loop end
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    while True:
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        if (words == eos_id).all():
            break
    return [row[: row.index(eos_id)] for row in ids[:, 1:].tolist()]
