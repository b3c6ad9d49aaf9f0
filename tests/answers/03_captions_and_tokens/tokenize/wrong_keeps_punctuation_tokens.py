# breaks: punctuation becomes tokens of its own
def tokenize(caption):
    return re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*|[^\w\s]", caption.lower())
