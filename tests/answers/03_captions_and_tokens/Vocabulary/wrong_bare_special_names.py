# breaks: the caption word start is taken for the special one
# mistake 30:
SPECIAL = ["pad", "start", "eos", "unk"]


class Vocabulary:
    def __init__(self, words):
        self.words = SPECIAL + [word for word in words if word not in SPECIAL]
        self.ids = {word: i for i, word in enumerate(self.words)}

    def __len__(self):
        return len(self.words)

    @classmethod
    def from_captions(cls, token_lists, min_count):
        counts = Counter(word for words in token_lists for word in words)
        kept = [word for word in counts if counts[word] >= min_count]
        return cls(sorted(kept, key=lambda word: (-counts[word], word)))

    def encode(self, words):
        return [1, *(self.ids.get(word, 3) for word in words), 2]

    def decode(self, ids):
        words = []
        for i in ids:
            if not 0 <= i < len(self):
                raise ValueError(f"no word has the id {i}")
            if i == 2:
                break
            if i > 3:
                words.append(self.words[i])
        return " ".join(words)
