# breaks: strips signs at the ends
# mistake 48: other signs
def tokenize(caption: str) -> list[str]:
    """The caption's words in their order, in lower case.

    A word is a run of letters, digits, apostrophes and inner hyphens.
    Everything else only separates words; a caption may have none at all.
    """
    return [w.strip(".,;()") for w in caption.lower().split()]
