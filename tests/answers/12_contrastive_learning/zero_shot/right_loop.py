# right: loop
def zero_shot(images, prompts):
    chosen = []
    for image in images:
        best, place = -2.0, 0
        for i, prompt in enumerate(prompts):
            cosine = float(image @ prompt / image.norm() / prompt.norm())
            if cosine > best:
                best, place = cosine, i
        chosen.append(place)
    return torch.tensor(chosen)
