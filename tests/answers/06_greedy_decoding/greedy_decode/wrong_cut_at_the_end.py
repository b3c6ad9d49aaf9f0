# breaks: right captions, but asks on after all have ended
# mistake 35: all had ended
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        ids = torch.cat([ids, next_word(step(ids))[:, None]], 1)
    rows = ids[:, 1:].tolist()
    return [row[: row.index(eos_id)] if eos_id in row else row for row in rows]
