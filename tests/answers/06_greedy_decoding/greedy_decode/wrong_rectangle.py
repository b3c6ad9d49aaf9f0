# breaks: a tensor, short captions filled up with <eos>
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    finished = torch.zeros(batch_size, dtype=torch.bool)
    for _ in range(max_length):
        words = next_word(step(ids)).masked_fill(finished, eos_id)
        finished |= words == eos_id
        ids = torch.cat([ids, words[:, None]], 1)
        if finished.all():
            break
    return ids[:, 1:]
