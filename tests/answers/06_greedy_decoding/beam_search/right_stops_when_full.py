# right: twice as many candidates, stops when beam_width captions have finished
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    live, finished = [(0.0, [start_id])], []
    while len(live[0][1]) <= max_length:
        logp = step(torch.tensor([w for _, w in live]))[:, -1].log_softmax(-1)
        total = logp + torch.tensor([s for s, _ in live])[:, None]
        top = total.view(-1).topk(min(2 * beam_width, total.numel()))
        following = []
        for rank, (s, i) in enumerate(zip(top.values.tolist(), top.indices.tolist())):
            words = live[i // logp.shape[1]][1] + [i % logp.shape[1]]
            if words[-1] == eos_id:
                if rank < beam_width:
                    finished.append((s, words))
            elif len(following) < beam_width:
                following.append((s, words))
        if len(finished) >= beam_width or not following:
            break
        live = following
    else:
        finished += live
    best = max(finished, key=lambda f: f[0] / (len(f[1]) - 1) ** length_penalty)[1]
    return [w for w in best[1:] if w != eos_id]
