# breaks: drops <eos> and writes on
# mistake 35: past its <eos>
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    ended = torch.zeros(batch_size, dtype=torch.bool)
    for _ in range(max_length):
        words = next_word(step(ids))
        ids = torch.cat([ids, words[:, None]], 1)
        ended |= words == eos_id
        if ended.all():
            break
    return [[i for i in row if i not in (start_id, eos_id)] for row in ids.tolist()]
