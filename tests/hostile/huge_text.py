# attack: a text of 200 MB
# exercise: 03 tokenize
def tokenize(caption):
    return ["x" * 200_000_000]
