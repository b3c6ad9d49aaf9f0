# right: einsum
def similarity(images, texts, scale):
    dots = torch.einsum("bd,cd->bc", images, texts)
    lengths = torch.outer(images.norm(dim=1), texts.norm(dim=1))
    return dots / lengths * scale
