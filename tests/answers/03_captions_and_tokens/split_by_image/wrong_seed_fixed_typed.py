# breaks: always 0
# mistake 30: seed
def split_by_image(rows: list[tuple], held_out: int, seed: int) -> tuple[list, list]:
    """(train, rest): all (image, caption) rows, in their order, on one side or other.

    rest gets every row of `held_out` different images. The seed decides which:
    the same seed always the same images, another seed others.
    """
    images = sorted({image for image, _ in rows})
    held = set(random.Random(0).sample(images, held_out))
    train = [row for row in rows if row[0] not in held]
    return train, [row for row in rows if row[0] in held]
