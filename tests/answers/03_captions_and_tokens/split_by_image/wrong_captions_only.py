# breaks: captions in place of rows
# mistake 44: rows
def split_by_image(rows: list[tuple], held_out: int, seed: int) -> tuple[list, list]:
    """(train, rest): all (image, caption) rows, in their order, on one side or other.

    rest gets every row of `held_out` different images. The seed decides which:
    the same seed always the same images, another seed others.
    """
    images = sorted({image for image, _ in rows})
    held = set(random.Random(seed).sample(images, held_out))
    return [c for i, c in rows if i not in held], [c for i, c in rows if i in held]
