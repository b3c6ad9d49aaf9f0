# breaks: the caller's rows are sorted
# mistake 20: changed
def split_by_image(rows, held_out, seed):
    rows.sort()
    held = set(random.Random(seed).sample(sorted({i for i, _ in rows}), held_out))
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
