# breaks: stops when the best candidate ends
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    beams = [(0.0, [])]
    finished = []
    for _ in range(max_length):
        candidates = []
        logits = step(torch.tensor([[start_id] + words for _, words in beams]))
        logp = logits[:, -1].log_softmax(-1).tolist()
        for (total, words), row in zip(beams, logp):
            for word, x in enumerate(row):
                candidates.append((total + x, words + [word]))
        candidates.sort(key=lambda c: c[0], reverse=True)
        beams = []
        for total, words in candidates[:beam_width]:
            if words[-1] == eos_id:
                finished.append((total / len(words) ** length_penalty, words[:-1]))
            else:
                beams.append((total, words))
        if not beams or candidates[0][1][-1] == eos_id:
            break
    for total, words in beams:
        finished.append((total / len(words) ** length_penalty, words))
    return max(finished, key=lambda f: f[0])[1]
