# breaks: takes an image to be a run of neighbouring rows
def split_by_image(rows, held_out, seed):
    from itertools import groupby

    runs = [list(run) for _, run in groupby(rows, key=lambda row: row[0])]
    held = set(random.Random(seed).sample(range(len(runs)), held_out))
    return (
        [row for i, run in enumerate(runs) if i not in held for row in run],
        [row for i, run in enumerate(runs) if i in held for row in run],
    )
