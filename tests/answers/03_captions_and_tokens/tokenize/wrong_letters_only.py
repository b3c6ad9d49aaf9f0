# breaks: digits are dropped
def tokenize(caption):
    return re.findall(r"[a-z']+(?:-[a-z']+)*", caption.lower())
