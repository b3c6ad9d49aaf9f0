# breaks: looks for the name as a part of another: 1.jpg is in 11.jpg
def split_by_image(rows, held_out, seed):
    held = random.Random(seed).sample(sorted({i for i, _ in rows}), held_out)
    there = [any(name in row[0] for name in held) for row in rows]
    return (
        [r for r, t in zip(rows, there) if not t],
        [r for r, t in zip(rows, there) if t],
    )
