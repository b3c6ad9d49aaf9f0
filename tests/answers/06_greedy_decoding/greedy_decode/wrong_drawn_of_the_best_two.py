# breaks: draws of the top two
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    rows = [[start_id] for _ in range(batch_size)]
    done = [False] * batch_size
    results = [[] for _ in range(batch_size)]
    for _ in range(max_length):
        values, ids = step(torch.tensor(rows))[:, -1].topk(2)
        words = ids.gather(1, torch.multinomial(values.softmax(-1), 1))
        for b in range(batch_size):
            word = int(words[b])
            rows[b].append(word)
            if done[b]:
                continue
            if word == eos_id:
                done[b] = True
            else:
                results[b].append(word)
        if all(done):
            break
    return results
