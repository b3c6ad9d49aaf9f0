# breaks: well- and -- become words
def tokenize(caption):
    return re.findall(r"[a-z0-9'-]+", caption.lower())
