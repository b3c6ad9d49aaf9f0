# right: a mask of finished rows, cut into lists at the end
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    ids = torch.full((batch_size, 1), start_id, dtype=torch.long)
    finished = torch.zeros(batch_size, dtype=torch.bool)
    while not finished.all() and ids.shape[1] <= max_length:
        words = next_word(step(ids)).masked_fill(finished, eos_id)
        finished = finished | (words == eos_id)
        ids = torch.cat([ids, words.unsqueeze(1)], dim=1)
    captions = []
    for row in ids[:, 1:].tolist():
        captions.append(row[: row.index(eos_id)] if eos_id in row else row)
    return captions
