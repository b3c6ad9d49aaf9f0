# breaks: the word a is dropped
def tokenize(caption):
    words = re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*", caption.lower())
    return [word for word in words if len(word) > 1]
