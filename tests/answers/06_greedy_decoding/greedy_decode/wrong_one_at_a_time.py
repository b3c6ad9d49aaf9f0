# breaks: each caption alone, so step can't tell the pictures
# mistake 19: step got ids
def greedy_decode(step, start_id, eos_id, max_length, batch_size):
    captions = []
    for _ in range(batch_size):
        words = [start_id]
        for _ in range(max_length):
            words.append(int(next_word(step(torch.tensor([words])))[0]))
            if words[-1] == eos_id:
                break
        captions.append([i for i in words if i not in (start_id, eos_id)])
    return captions
