# breaks: counts five rows an image and cuts there
def split_by_image(rows, held_out, seed):
    order = random.Random(seed).sample(range(len(rows)), len(rows))
    held = set(order[: 5 * held_out])
    return (
        [r for i, r in enumerate(rows) if i not in held],
        [r for i, r in enumerate(rows) if i in held],
    )
