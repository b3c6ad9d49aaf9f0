# breaks: returns a text
# mistake 44: list
def tokenize(caption: str) -> list[str]:
    """The caption's words in their order, in lower case.

    A word is a run of letters, digits, apostrophes and inner hyphens.
    Everything else only separates words; a caption may have none at all.
    """
    return " ".join(re.findall(r"[a-z0-9']+(?:-[a-z0-9']+)*", caption.lower()))
