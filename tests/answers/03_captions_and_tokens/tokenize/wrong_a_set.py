# breaks: order and repeated words are lost
def tokenize(caption):
    return sorted(set(re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*", caption.lower())))
