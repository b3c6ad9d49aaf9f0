# breaks: strikes word 0 out of the captions
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    finished = torch.zeros(batch_size, dtype=torch.bool)
    for _ in range(max_length):
        words = next_word(step(ids)).masked_fill(finished, PAD)
        finished |= words == eos_id
        ids = torch.cat([ids, words[:, None]], 1)
        if finished.all():
            break
    special = (PAD, start_id, eos_id)
    return [[i for i in row if i not in special] for row in ids[:, 1:].tolist()]
