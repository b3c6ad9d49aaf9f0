# different: torch's own padding
def pad_batch(sequences, pad_id):
    rows = [torch.tensor(ids, dtype=torch.long) for ids in sequences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=pad_id)
