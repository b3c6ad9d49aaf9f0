# breaks: T-shirt becomes tshirt
def tokenize(caption):
    return re.findall(r"[a-z0-9']+", caption.lower().replace("-", ""))
