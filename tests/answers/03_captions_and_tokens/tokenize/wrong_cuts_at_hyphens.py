# breaks: T-shirt becomes two words
def tokenize(caption):
    return re.findall(r"[a-z0-9']+", caption.lower())
