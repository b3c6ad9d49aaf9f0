# right: multiplies probabilities in float64, takes the logarithm at the end
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    ids, chances = torch.tensor([[start_id]]), torch.ones(1, dtype=torch.float64)
    finished = []
    for n in range(1, max_length + 1):
        p = step(ids)[:, -1].double().softmax(-1) * chances[:, None]
        k = min(beam_width, p.numel())
        chances, flat = p.flatten().sort(descending=True)
        chances, flat = chances[:k], flat[:k]
        rows = torch.div(flat, p.shape[1], rounding_mode="floor")
        words = flat.remainder(p.shape[1])
        ids = torch.hstack([ids[rows], words.unsqueeze(1)])
        over = (words == eos_id) | (n == max_length)
        for chance, said in zip(chances[over], ids[over]):
            finished.append((chance.log().item() / n**length_penalty, said.tolist()))
        ids, chances = ids[~over], chances[~over]
        if len(ids) == 0:
            break
    best = max(finished, key=lambda pair: pair[0])[1][1:]
    return best[:-1] if best[-1] == eos_id else best
