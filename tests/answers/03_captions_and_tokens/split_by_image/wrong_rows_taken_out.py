# breaks: the rows held out are removed from the caller's list
# mistake 20: changed
def split_by_image(rows, held_out, seed):
    held = set(random.Random(seed).sample(sorted({i for i, _ in rows}), held_out))
    rest = [row for row in rows if row[0] in held]
    rows[:] = [row for row in rows if row[0] not in held]
    return rows, rest
