# breaks: an empty caption gives one empty word
def tokenize(caption):
    words = [w.strip("-") for w in re.split(r"[^a-z0-9'-]+", caption.lower())]
    return [word for word in words if word] or [""]
