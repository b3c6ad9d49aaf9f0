# attack: an exception that can't be printed
# exercise: 04 causal_mask
class Silent(Exception):
    def __str__(self):
        raise Silent


def causal_mask(length):
    raise Silent
