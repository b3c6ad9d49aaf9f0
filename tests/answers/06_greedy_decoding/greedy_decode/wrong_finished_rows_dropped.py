# breaks: finished rows leave the batch, so rows and pictures part
# mistake 19: step got ids
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = [[] for _ in range(batch_size)]
    going = list(range(batch_size))
    ids = torch.full((batch_size, 1), start_id)
    for _ in range(max_length):
        words = next_word(step(ids)).tolist()
        kept = [k for k, word in enumerate(words) if word != eos_id]
        for k in kept:
            captions[going[k]].append(words[k])
        if not kept:
            break
        ids = torch.cat([ids[kept], torch.tensor([[words[k]] for k in kept])], 1)
        going = [going[k] for k in kept]
    return captions
