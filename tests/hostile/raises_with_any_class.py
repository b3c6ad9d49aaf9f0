# attack: raises an error whose class claims to be every other
# exercise: 01 count_patches
class Meta(type):
    def __instancecheck__(cls, other):
        return True

    def __subclasscheck__(cls, other):
        return True


class Anything(Exception, metaclass=Meta):
    pass


Anything.__name__ = "ValueError"


def count_patches(height, width, patch_size):
    raise Anything("6")
