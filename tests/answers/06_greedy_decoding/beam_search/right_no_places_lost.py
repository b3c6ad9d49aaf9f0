# right: as many unfinished beams as allowed, every <eos> collected, no early stop
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    alive, done = [([start_id], 0.0)], []
    for _ in range(max_length):
        candidates = []
        logits = step(torch.tensor([words for words, _ in alive]))[:, -1]
        for (words, total), row in zip(alive, logits.log_softmax(-1).tolist()):
            for word, chance in enumerate(row):
                hypothesis = (words + [word], total + chance)
                (done if word == eos_id else candidates).append(hypothesis)
        candidates.sort(key=lambda h: -h[1])
        alive = candidates[:beam_width]
    best = max(done + alive, key=lambda h: h[1] / (len(h[0]) - 1) ** length_penalty)
    return [word for word in best[0][1:] if word != eos_id]
