# different: letters of every alphabet; a hyphen is matched by looking to both sides
def tokenize(caption):
    pattern = r"(?:[^\W_]|'|(?<=[^\W_]|')-(?=[^\W_]|'))+"
    return [match.group().lower() for match in re.finditer(pattern, caption)]
