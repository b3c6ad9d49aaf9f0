# right: a buffer of full length, filled from the left, finished rows fed with 0
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    buffer = torch.zeros(batch_size, max_length + 1, dtype=torch.long)
    buffer[:, 0] = start_id
    lengths = [None] * batch_size
    for t in range(1, max_length + 1):
        with torch.no_grad():
            best = step(buffer[:, :t])[:, -1].argmax(dim=-1)
        for b in range(batch_size):
            if lengths[b] is not None:
                continue
            buffer[b, t] = best[b]
            if best[b].item() == eos_id:
                lengths[b] = t
        if None not in lengths:
            break
    ends = [max_length + 1 if n is None else n for n in lengths]
    return [buffer[b, 1 : ends[b]].tolist() for b in range(batch_size)]
