# breaks: all beams start alike and stay alike
# mistake 52: stay alike
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    best, beams = (-math.inf, []), [(0.0, [])] * beam_width
    for n in range(1, max_length + 1):
        ids = torch.tensor([[start_id, *words] for _, words in beams])
        totals = step(ids)[:, -1].log_softmax(-1)
        totals = totals + torch.tensor([[total] for total, _ in beams])
        values, places = totals.flatten().topk(min(beam_width, totals.numel()))
        grown = []
        for total, place in zip(values.tolist(), places.tolist()):
            parent, word = divmod(place, totals.shape[1])
            words = [*beams[parent][1], word]
            if word == eos_id or n == max_length:
                best = max(best, (total / n**length_penalty, words))
            else:
                grown.append((total, words))
        if not grown:
            break
        beams = grown
    return [word for word in best[1] if word != eos_id]
