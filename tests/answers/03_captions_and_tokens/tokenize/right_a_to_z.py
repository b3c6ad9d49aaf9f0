# different: English letters alone, which all checks are about
def tokenize(caption):
    return re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*", caption.lower())
