# breaks: the caller gets the normalised ones
# mistake 20: in place
def similarity(images, texts, scale):
    with torch.no_grad():
        images /= images.norm(dim=-1, keepdim=True)
        texts /= texts.norm(dim=-1, keepdim=True)
    return scale * images @ texts.T
