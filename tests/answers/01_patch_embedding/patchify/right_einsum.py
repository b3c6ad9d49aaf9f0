# names the axes instead of counting them
def patchify(images, patch_size):
    b, c, h, w = images.shape
    x = images.unflatten(3, (-1, patch_size)).unflatten(2, (-1, patch_size))
    x = torch.einsum("bcypxq->byxcpq", x)
    return x.reshape(b, (h // patch_size) * (w // patch_size), c * patch_size**2)
