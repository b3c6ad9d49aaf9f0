# breaks: words that are called like a special token vanish
# mistake 30:
class Vocabulary:
    def __init__(self, words):
        self.words = ["<pad>", "<start>", "<eos>", "<unk>", *words]
        self.ids = {word: i for i, word in enumerate(words, start=4)}

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
            if i > 3 and self.words[i] not in ("start", "eos", "unk", "pad"):
                words.append(self.words[i])
        return " ".join(words)
