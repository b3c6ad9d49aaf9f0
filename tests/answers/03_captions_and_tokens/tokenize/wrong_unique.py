# breaks: the second occurrence of a word is dropped
def tokenize(caption):
    words = re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*", caption.lower())
    return list(dict.fromkeys(words))
