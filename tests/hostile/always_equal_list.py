# attack: a list that equals everything
# exercise: 03 tokenize
# plain: 2
class Yes(list):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False


def tokenize(caption):
    return Yes()
