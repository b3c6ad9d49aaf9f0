# breaks: a dash becomes an empty word
def tokenize(caption):
    return [w.strip("-") for w in re.findall(r"[a-z0-9'-]+", caption.lower())]
