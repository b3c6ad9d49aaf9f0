# breaks: a negative id counts from the end of the list
# mistake 31: outside
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
            if i == 2:
                break
            if i > 3 or i < 0:
                words.append(self.words[i])
        return " ".join(words)
