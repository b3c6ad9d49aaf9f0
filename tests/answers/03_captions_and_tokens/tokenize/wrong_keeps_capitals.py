# breaks: a word at the start of a caption is another word
def tokenize(caption):
    return re.findall(r"[A-Za-z0-9']+(?:-[A-Za-z0-9']+)*", caption)
