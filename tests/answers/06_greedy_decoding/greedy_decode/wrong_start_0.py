# breaks: starts with 0
# mistake 36: <start>
def greedy_decode(
    step, start_id: int, eos_id: int, max_length: int, batch_size: int
) -> list[list[int]]:
    """Write `batch_size` captions, each by its likeliest next word.

    Args:
        step: ids (B, T) long, 0..V-1, `<start>` first -> logits (B, T, V).
        start_id, eos_id: of `<start>` and `<eos>`; every other id is a word, 0 too.
        max_length: of the generated tokens of a caption, `<eos>` included.
        batch_size: B.

    Returns:
        B lists of ints with neither `<start>` nor `<eos>`. A finished caption takes no
        more words while others go on; once all are finished, step is not called.
    """
    captions = [[] for _ in range(batch_size)]
    ended = [False] * batch_size
    ids = torch.zeros(batch_size, 1, dtype=torch.long)
    for _ in range(max_length):
        words = next_word(step(ids)).cpu()
        ids = torch.cat([ids, words[:, None]], 1)
        for row, word in enumerate(words.tolist()):
            ended[row] = ended[row] or word == eos_id
            if not ended[row]:
                captions[row].append(word)
        if all(ended):
            break
    return captions
