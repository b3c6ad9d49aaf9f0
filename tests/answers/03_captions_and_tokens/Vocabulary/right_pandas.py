# different: pandas counts and sorts; a subclass of list holds the words
import pandas as pd


class Vocabulary(list):
    @classmethod
    def from_captions(cls, token_lists, min_count):
        counts = pd.Series([w for words in token_lists for w in words]).value_counts()
        table = counts[counts >= min_count].rename_axis("word").reset_index(name="n")
        table = table.sort_values(["n", "word"], ascending=[False, True])
        return cls(["<pad>", "<start>", "<eos>", "<unk>", *table["word"]])

    def encode(self, words):
        known = dict(zip(self[4:], range(4, len(self))))
        return [1, *[known.get(word, 3) for word in words], 2]

    def decode(self, ids):
        out = []
        for i in ids:
            if i < 0:
                raise ValueError(f"negative id {i}")
            word = self[i]
            if i == 2:
                return " ".join(out)
            out += [word] if i > 3 else []
        return " ".join(out)
