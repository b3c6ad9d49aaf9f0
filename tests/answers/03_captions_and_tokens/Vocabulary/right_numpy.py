# different: counts with numpy's unique and sorts with lexsort
class Vocabulary:
    def __init__(self, words):
        self.words = words

    @classmethod
    def from_captions(cls, token_lists, min_count):
        flat = np.array([word for words in token_lists for word in words])
        words, counts = np.unique(flat, return_counts=True)
        order = np.lexsort((words, -counts))
        return cls([str(words[i]) for i in order if counts[i] >= min_count])

    def __len__(self):
        return 4 + len(self.words)

    def encode(self, words):
        ids = [self.words.index(w) + 4 if w in self.words else 3 for w in words]
        return [1] + ids + [2]

    def decode(self, ids):
        text = ""
        for i in map(int, ids):
            assert 0 <= i < len(self), f"no word has the id {i}"
            if i == 2:
                break
            text += " " + self.words[i - 4] if i > 3 else ""
        return text[1:]
