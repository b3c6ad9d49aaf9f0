# different: F.pad on each row, then a stack
def pad_batch(sequences, pad_id):
    longest = len(max(sequences, key=len))
    rows = map(torch.LongTensor, sequences)
    return torch.stack([F.pad(r, (0, longest - len(r)), value=pad_id) for r in rows])
