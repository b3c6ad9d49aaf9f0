# breaks: findall returns the bracket instead of the word
def tokenize(caption):
    return re.findall(r"[a-z0-9']+(-[a-z0-9']+)*", caption.lower())
