# right: all beams in tensors, a finished one leaves its place empty
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    ids = torch.full((beam_width, 1), start_id)
    scores = torch.full((beam_width,), -math.inf)
    scores[0] = 0.0
    pool = []
    for n in range(1, max_length + 1):
        steps = torch.log_softmax(step(ids)[:, -1].float(), dim=-1)
        v = steps.size(-1)
        scores, flat = (scores[:, None] + steps).reshape(-1).topk(beam_width)
        ids = torch.cat([ids[flat // v], (flat % v)[:, None]], dim=1)
        ended = ids[:, -1] == eos_id
        for row in range(beam_width):
            if scores[row] > -math.inf and (ended[row] or n == max_length):
                pool.append(
                    (scores[row].item() / n**length_penalty, ids[row, 1:].tolist())
                )
        scores = scores.masked_fill(ended, -math.inf)
        if torch.isinf(scores).all():
            break
    words = max(pool)[1]
    return words[:-1] if words[-1] == eos_id else words
