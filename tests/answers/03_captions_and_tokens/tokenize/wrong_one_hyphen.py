# breaks: merry-go-round is cut after its second part
def tokenize(caption):
    return re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)?", caption.lower())
