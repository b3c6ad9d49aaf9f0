# breaks: runs to max_length, past <eos>
# mistake 35: <eos>
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        ids = torch.cat([ids, next_word(step(ids))[:, None]], 1)
    return ids[:, 1:].tolist()
