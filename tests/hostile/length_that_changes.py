# attack: another length each time it is asked
# exercise: 03 Vocabulary
class Vocabulary:
    lengths = [8, 6, 6, 6]

    @classmethod
    def from_captions(cls, captions, min_count):
        return cls()

    def encode(self, words):
        return [1, 2]

    def decode(self, ids):
        return ""

    def __len__(self):
        return self.lengths.pop(0)
