# different: removes the hyphens that are not inner, then splits at what is left over
def tokenize(caption):
    text = re.sub(r"(?<![a-z0-9'])-|-(?![a-z0-9'])", " ", caption.casefold())
    return list(filter(None, re.split(r"[^a-z0-9'-]+", text)))
