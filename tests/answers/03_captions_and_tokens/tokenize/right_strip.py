# different: everything else becomes a space, then hyphens are stripped from the ends
def tokenize(caption):
    keep = set(string.ascii_lowercase + string.digits + "'-")
    text = "".join(c if c in keep else " " for c in caption.lower())
    return [word for word in (piece.strip("-") for piece in text.split()) if word]
