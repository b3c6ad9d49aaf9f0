# different: no regular expression, one character at a time with its neighbours
def tokenize(caption):
    text = " " + caption.lower() + " "
    words, word = [], ""
    for before, this, after in zip(text, text[1:], text[2:] + " "):
        inner = this == "-" and part(before) and part(after)
        if part(this) or inner:
            word += this
        elif word:
            words.append(word)
            word = ""
    return words + [word] if word else words


def part(character):
    return character.isalnum() or character == "'"
