# right: finished captions stay among the beams until all have ended
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    beams = [(0.0, [])]
    for _ in range(max_length):
        if beams[0][1] and all(words[-1] == eos_id for _, words in beams):
            break
        longest = max(len(words) for _, words in beams)
        fed = [[start_id] + w + [eos_id] * (longest - len(w)) for _, w in beams]
        logp = F.log_softmax(step(torch.tensor(fed))[:, -1], dim=-1)
        grown = []
        for k, (total, words) in enumerate(beams):
            if words and words[-1] == eos_id:
                grown.append((total, words))
                continue
            for word in range(logp.shape[1]):
                grown.append((total + logp[k, word].item(), words + [word]))
        beams = sorted(grown, reverse=True)[:beam_width]
    score = lambda beam: beam[0] / max(len(beam[1]), 1) ** length_penalty
    words = max(beams, key=score)[1]
    return words[: words.index(eos_id)] if eos_id in words else words
