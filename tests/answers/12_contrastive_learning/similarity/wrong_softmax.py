# breaks: probabilities
# mistake 29: softmax
def similarity(images, texts, scale):
    return (scale * F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T).softmax(
        -1
    )
