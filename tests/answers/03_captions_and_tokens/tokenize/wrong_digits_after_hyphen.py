# breaks: no digits behind a hyphen
def tokenize(caption):
    return re.findall(r"[a-z0-9']+(?:-[a-z']+)*", caption.lower())
