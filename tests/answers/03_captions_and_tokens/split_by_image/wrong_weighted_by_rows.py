# breaks: draws from rows, so an image drawn twice counts twice
def split_by_image(rows, held_out, seed):
    held = {i for i, _ in random.Random(seed).sample(rows, held_out)}
    return [r for r in rows if r[0] not in held], [r for r in rows if r[0] in held]
