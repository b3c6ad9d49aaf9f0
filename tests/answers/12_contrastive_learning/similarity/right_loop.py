# right: loop
def similarity(images, texts, scale):
    rows = []
    for image in images:
        row = []
        for text in texts:
            row.append(
                image @ text / (image.square().sum() * text.square().sum()).sqrt()
            )
        rows.append(torch.stack(row))
    return torch.stack(rows) * scale
