# right: stops when no unfinished caption can overtake the best, asks for one beam a time
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    import heapq

    beams, best_score, best = [(0.0, [])], None, []
    for n in range(1, max_length + 1):
        candidates = []
        for total, words in beams:
            row = step(torch.tensor([[start_id, *words]]))[0, -1]
            row = row - row.logsumexp(0)
            candidates += [(total + c.item(), [*words, w]) for w, c in enumerate(row)]
        beams = []
        for total, words in heapq.nlargest(beam_width, candidates):
            if words[-1] == eos_id or n == max_length:
                score = total / n**length_penalty
                if best_score is None or score > best_score:
                    best_score, best = score, words
            else:
                beams.append((total, words))
        hopes = [total / max_length**length_penalty for total, _ in beams]
        if not beams or best_score is not None and max(hopes) <= best_score:
            break
    if best and best[-1] == eos_id:
        best = best[:-1]
    return best
