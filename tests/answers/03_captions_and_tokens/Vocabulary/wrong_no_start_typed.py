# breaks: no <start>
# mistake 27: <start>
class Vocabulary:
    """Words and their ids: 0 <pad>, 1 <start>, 2 <eos>, 3 <unk>, then the words."""

    def __init__(self, words: list[str]):
        self.words = ["<pad>", "<start>", "<eos>", "<unk>", *words]  # id -> word
        self.ids = {word: i for i, word in enumerate(words, start=4)}  # word -> id

    def __len__(self) -> int:
        return len(self.words)

    @classmethod
    def from_captions(cls, token_lists: list[list[str]], min_count: int):
        """A Vocabulary of the words that occur min_count times or more, counted over
        all lists, by falling count, ties by alphabet."""
        counts = Counter(word for words in token_lists for word in words)
        kept = [word for word, count in counts.items() if count >= min_count]
        return cls(sorted(kept, key=lambda word: (-counts[word], word)))

    def encode(self, words: list[str]) -> list[int]:
        """<start>, one id for each word (<unk> where it has none), <eos>."""
        return [*(self.ids.get(word, 3) for word in words), 2]

    def decode(self, ids: list[int]) -> str:
        """The words up to <eos> with a space between, no special token among them.

        Raises an error, of any kind, for an id that is not in 0 ... len(self) - 1.
        """
        words = []
        for i in ids:
            if i not in range(len(self)):
                raise ValueError(f"expected an id from 0 to {len(self) - 1}, got {i}")
            if i == 2:
                break
            if i > 3:
                words.append(self.words[i])
        return " ".join(words)
