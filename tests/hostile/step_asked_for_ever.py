# attack: asks for millions of beams at once
# exercise: 06 beam_search
def beam_search(step, start_id, eos_id, max_length, beam_width, length_penalty):
    ids = torch.tensor([[start_id]]).expand(10**7, 1)
    return step(ids)[0, -1].argsort()[:max_length].tolist()
