# breaks: pad_sequence without its padding_value pads with 0
def pad_batch(sequences, pad_id):
    rows = [torch.tensor(ids) for ids in sequences]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True)
