# different: a permutation from torch's generator, images in order of appearance
def split_by_image(rows, held_out, seed):
    images = list(dict.fromkeys(image for image, _ in rows))
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed))
    held = {images[i] for i in order[:held_out]}
    sides = [], []
    for row in rows:
        sides[row[0] in held].append(row)
    return sides
