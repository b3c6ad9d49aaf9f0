# attack: an iterator without an end
# exercise: 03 tokenize
def tokenize(caption):
    while True:
        yield "a"
