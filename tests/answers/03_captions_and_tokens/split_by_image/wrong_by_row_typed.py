# breaks: splits by row
# mistake 30: by image
def split_by_image(rows: list[tuple], held_out: int, seed: int) -> tuple[list, list]:
    """(train, rest): all (image, caption) rows, in their order, on one side or other.

    rest gets every row of `held_out` different images. The seed decides which:
    the same seed always the same images, another seed others.
    """
    order = random.Random(seed).sample(rows, len(rows))
    return order[held_out:], order[:held_out]
