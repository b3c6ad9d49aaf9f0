# breaks: cuts at the last <eos> instead of the first
# mistake 35: expected
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    ended = torch.zeros(batch_size, dtype=torch.bool)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        ended |= words == eos_id
        if ended.all():
            break
    out = []
    for row in ids[:, 1:].tolist():
        n = len(row) - row[::-1].index(eos_id) - 1 if eos_id in row else len(row)
        out.append([i for i in row[:n] if i != eos_id])
    return out
