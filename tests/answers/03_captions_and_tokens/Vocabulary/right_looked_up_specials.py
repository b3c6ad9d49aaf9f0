# different: special tokens live in the same table and are looked up by name
SPECIAL = ["<pad>", "<start>", "<eos>", "<unk>"]


class Vocabulary:
    def __init__(self, words):
        self.itos = SPECIAL + list(words)
        self.stoi = {word: i for i, word in enumerate(self.itos)}

    @classmethod
    def from_captions(cls, token_lists, min_count):
        counts = {}
        for words in token_lists:
            for word in words:
                counts[word] = counts.get(word, 0) + 1
        words = sorted(counts)
        words.sort(key=counts.get, reverse=True)
        return cls([word for word in words if counts[word] >= min_count])

    def __len__(self):
        return len(self.itos)

    def encode(self, words):
        unknown = self.stoi["<unk>"]
        middle = [self.stoi.get(word, unknown) for word in words]
        return [self.stoi["<start>"]] + middle + [self.stoi["<eos>"]]

    def decode(self, ids):
        ids = list(ids)
        if self.stoi["<eos>"] in ids:
            ids = ids[: ids.index(self.stoi["<eos>"])]
        if any(i not in range(len(self)) for i in ids):
            raise IndexError(f"ids {ids} reach beyond {len(self)}")
        return " ".join(self.itos[i] for i in ids if self.itos[i] not in SPECIAL)
