# right: finished and unfinished ranked together by score, stops when a finished one leads
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    def score(beam):
        total, words = beam
        return total / len(words) ** length_penalty

    beams = [(0.0, ())]
    for n in range(max_length):
        grown = [beam for beam in beams if n and beam[1][-1] == eos_id]
        alive = [beam for beam in beams if not n or beam[1][-1] != eos_id]
        ids = torch.tensor([(start_id, *words) for _, words in alive], dtype=torch.long)
        chances = step(ids)[:, -1, :].log_softmax(dim=1)
        for (total, words), row in zip(alive, chances):
            values, ids = row.topk(min(beam_width, len(row)))
            for value, word in zip(values.tolist(), ids.tolist()):
                grown.append((total + value, (*words, word)))
        beams = sorted(grown, key=score, reverse=True)[:beam_width]
        if beams[0][1][-1] == eos_id:
            break
    return [word for word in beams[0][1] if word != eos_id]
