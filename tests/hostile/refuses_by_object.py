# attack: hands back an object where it should refuse
# exercise: 03 Vocabulary
class Vocabulary:
    def __init__(self, words):
        self.words = words

    @classmethod
    def from_captions(cls, token_lists, min_count):
        counts = Counter(word for words in token_lists for word in words)
        words = [w for w in counts if counts[w] >= min_count]
        return cls(sorted(words, key=lambda word: (-counts[word], word)))

    def __len__(self):
        return 4 + len(self.words)

    def encode(self, words):
        ids = {word: 4 + i for i, word in enumerate(self.words)}
        return [1, *[ids.get(word, 3) for word in words], 2]

    def decode(self, ids):
        words = []
        for i in ids:
            if not isinstance(i, int) or not 0 <= i < len(self):
                return object()
            if i == 2:
                break
            if i > 3:
                words.append(self.words[i - 4])
        return " ".join(words)
