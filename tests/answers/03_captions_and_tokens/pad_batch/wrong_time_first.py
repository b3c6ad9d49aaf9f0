# breaks: pad_sequence without batch_first gives (T, B)
def pad_batch(sequences, pad_id):
    rows = [torch.tensor(ids) for ids in sequences]
    return nn.utils.rnn.pad_sequence(rows, padding_value=pad_id)
