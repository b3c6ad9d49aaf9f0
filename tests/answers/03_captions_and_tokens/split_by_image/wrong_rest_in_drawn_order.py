# breaks: rest stands in the order in which images were drawn
def split_by_image(rows, held_out, seed):
    images = random.Random(seed).sample(sorted({i for i, _ in rows}), held_out)
    rest = [row for image in images for row in rows if row[0] == image]
    return [row for row in rows if row[0] not in images], rest
