# breaks: the caller's rows are shuffled
# mistake 20: changed
def split_by_image(rows, held_out, seed):
    random.Random(seed).shuffle(rows)
    held = set(sorted({image for image, _ in rows})[:held_out])
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
