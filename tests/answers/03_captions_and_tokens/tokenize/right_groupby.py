# different: groups neighbours by kind, then glues words around a single hyphen
from itertools import groupby


def tokenize(caption):
    def kind(c):
        return "w" if c.isalnum() or c == "'" else c if c == "-" else " "

    runs = [(k, "".join(g)) for k, g in groupby(caption.lower(), kind)]
    words, glue = [], False
    for i, (k, text) in enumerate(runs):
        if k == "w" and glue:
            words[-1] += "-" + text
        elif k == "w":
            words.append(text)
        glue = k == "-" and text == "-" and i > 0 and runs[i - 1][0] == "w"
    return words
