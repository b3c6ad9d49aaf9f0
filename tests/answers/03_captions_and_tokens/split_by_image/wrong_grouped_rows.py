# breaks: the rows come back grouped by image
def split_by_image(rows, held_out, seed):
    groups = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    held = set(random.Random(seed).sample(sorted(groups), held_out))
    return (
        [row for image in groups if image not in held for row in groups[image]],
        [row for image in groups if image in held for row in groups[image]],
    )
