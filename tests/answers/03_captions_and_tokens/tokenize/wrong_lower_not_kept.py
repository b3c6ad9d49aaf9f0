# breaks: caption.lower() dropped
# mistake 48: lower case
def tokenize(caption: str) -> list[str]:
    """The caption's words in their order, in lower case.

    A word is a run of letters, digits, apostrophes and inner hyphens.
    Everything else only separates words; a caption may have none at all.
    """
    caption.lower()
    return re.findall(r"[A-Za-z0-9']+(?:-[A-Za-z0-9']+)*", caption)
