# attack: an object that equals everything
# exercise: 03 tokenize
# plain: 1
class Yes:
    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return Yes()

    def __call__(self, *args, **kwargs):
        return Yes()


def tokenize(caption):
    return Yes()
