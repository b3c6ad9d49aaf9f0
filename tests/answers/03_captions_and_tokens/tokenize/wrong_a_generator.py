# breaks: returns an iterator, not a list
def tokenize(caption):
    pattern = r"[a-z0-9']+(?:-[a-z0-9']+)*"
    return (match.group() for match in re.finditer(pattern, caption.lower()))
