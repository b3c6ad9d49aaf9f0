# breaks: tabs and line ends do not separate
def tokenize(caption):
    kept = re.sub(r"[^a-z0-9'\t\n-]", " ", caption.lower()).split(" ")
    return [word.strip("-") for word in kept if word.strip("-")]
