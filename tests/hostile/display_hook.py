# attack: answers with a display of its own
# exercise: 03 tokenize
# plain: 0
import sys

sys.displayhook = lambda value: print(1.0)
print(1.0)
display(1.0)


def tokenize(caption):
    return caption.split()
