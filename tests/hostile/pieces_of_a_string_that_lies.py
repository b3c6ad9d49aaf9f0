# attack: one string that is equal to every piece
# exercise: 03 split_word
class Piece(str):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0


def split_word(word, merges):
    n = len(word)
    return [Piece("x")] * n
