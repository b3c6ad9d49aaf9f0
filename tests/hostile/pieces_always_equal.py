# attack: pieces that are equal to any list
# exercise: 03 split_word
class Pieces(list):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def split_word(word, merges):
    return Pieces([word + "</w>"])
