# right: rows
def sample_word(logits, generator):
    rows = []
    for row in logits:
        rows.append(torch.multinomial(torch.softmax(row, 0), 1, generator=generator))
    return torch.cat(rows)
