# different: pieces between blanks
def split_word(word, merges):
    text = " " + " ".join(word) + "</w> "
    for a, b in merges:
        text = re.sub(
            rf"(?<= ){re.escape(a)} {re.escape(b)}(?= )",
            (a + b).replace("\\", r"\\"),
            text,
        )
    return text.split(" ")[1:-1]
