# different: plain lists, no tensor operation
def caption_labels(ids, pad_id):
    rows = [[-100 if i == pad_id else i for i in row] for row in ids.tolist()]
    return torch.tensor(rows, dtype=torch.long)
