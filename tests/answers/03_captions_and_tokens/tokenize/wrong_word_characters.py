# breaks: the underscore counts as a letter
def tokenize(caption):
    return re.findall(r"[\w']+(?:-[\w']+)*", caption.lower())
