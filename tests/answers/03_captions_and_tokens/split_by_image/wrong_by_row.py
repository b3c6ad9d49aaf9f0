# breaks: shuffles rows, so a picture is on both sides
def split_by_image(rows, held_out, seed):
    order = random.Random(seed).sample(range(len(rows)), len(rows))
    held = set(order[:held_out])
    return (
        [r for i, r in enumerate(rows) if i not in held],
        [r for i, r in enumerate(rows) if i in held],
    )
