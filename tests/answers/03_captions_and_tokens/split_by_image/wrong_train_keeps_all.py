# breaks: the rows held out stay in train as well
def split_by_image(rows, held_out, seed):
    held = set(random.Random(seed).sample(sorted({i for i, _ in rows}), held_out))
    return list(rows), [row for row in rows if row[0] in held]
