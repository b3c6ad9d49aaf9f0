# breaks: 4x4 and 3-wheeler fall to pieces
def tokenize(caption):
    return re.findall(r"[a-z']+(?:-[a-z']+)*|[0-9]+", caption.lower())
