# right: one turn calls the next; takewhile cuts
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    from itertools import takewhile

    def go_on(ids, left):
        ended = (ids[:, 1:] == eos_id).any(1)
        if left == 0 or bool(ended.all()):
            return ids
        return go_on(torch.column_stack([ids, next_word(step(ids.clone()))]), left - 1)

    ids = go_on(torch.tensor([[start_id]] * batch_size), max_length)
    return [list(takewhile(lambda i: i != eos_id, row)) for row in ids[:, 1:].tolist()]
