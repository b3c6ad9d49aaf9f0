# breaks: cuts at the spaces
# mistake 48: full stop
def tokenize(caption: str) -> list[str]:
    """The caption's words in their order, in lower case.

    A word is a run of letters, digits, apostrophes and inner hyphens.
    Everything else only separates words; a caption may have none at all.
    """
    return caption.lower().split()
