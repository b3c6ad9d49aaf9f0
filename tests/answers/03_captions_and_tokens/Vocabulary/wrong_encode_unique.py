# breaks: repeated words dropped
class Vocabulary:
    def __init__(self, words):
        self.words = ["<pad>", "<start>", "<eos>", "<unk>"] + list(words)
        self.ids = {word: i + 4 for i, word in enumerate(words)}

    def __len__(self):
        return len(self.words)

    @classmethod
    def from_captions(cls, token_lists, min_count):
        counts = Counter()
        for words in token_lists:
            counts.update(words)
        order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return cls([word for word, n in order if n >= min_count])

    def encode(self, words):
        ids = [self.ids.get(word, 3) for word in dict.fromkeys(words)]
        return [1] + ids + [2]

    def decode(self, ids):
        out = []
        for i in ids:
            if i < 0 or i >= len(self.words):
                raise ValueError(f"no such id: {i}")
            if i == 2:
                break
            if i not in (0, 1, 3):
                out.append(self.words[i])
        return " ".join(out)
