# breaks: words on both sides of a comma or slash grow together
def tokenize(caption):
    kept = "".join(c for c in caption.lower() if c.isalnum() or c in "'- \t\n")
    return [w.strip("-") for w in kept.split() if w.strip("-")]
