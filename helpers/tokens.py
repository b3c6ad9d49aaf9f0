"""Turn captions into word ids and back.

Axes: B captions, T ids of the longest of them, V ids in the vocabulary.
"""

__lesson__ = "03"

import operator
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

PAD, START, EOS, UNK = 0, 1, 2, 3
NEVER = (PAD, START, UNK)  # what no generated caption holds
SPECIALS = ("<pad>", "<start>", "<eos>", "<unk>")
IGNORED = -100  # the label that torch's cross_entropy leaves out by default

# [^\W_] is any letter or digit, accents included; a hyphen only between two runs.
WORD = re.compile(r"(?:[^\W_]|')+(?:-(?:[^\W_]|')+)*")
MARKS = ("Mn", "Mc")  # what Unicode calls a mark on a letter, such as a vowel in Hindi
JOINERS = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))  # not seen


def tokenize(caption: str) -> list[str]:
    """Lower-case words: runs of letters, digits, apostrophes and inner hyphens.

    Marks belong to their letters, and a letter is the same however it is composed
    (Unicode's form NFC). A phone's curly apostrophe counts as a straight one.
    """
    text = caption.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if text.isascii():
        return WORD.findall(text)
    text = unicodedata.normalize("NFC", text.translate(JOINERS))
    letters = "".join("x" if unicodedata.category(c) in MARKS else c for c in text)
    return [text[word.start() : word.end()] for word in WORD.finditer(letters)]


class Vocabulary:
    """V ids for words: the four specials are 0 to 3, then `words` in their order.

    Args:
        words: every word once, without the specials.

    Attributes:
        words: the same, as a tuple; `Vocabulary(v.words)` equals `v` in every id.
        merges: of pieces of words, see `Subwords`; here there are none.

    Raises:
        ValueError: a word occurs twice or is a special's name.
    """

    merges: tuple[tuple[str, str], ...] = ()

    def __init__(self, words: Iterable[str]):
        self.words = tuple(words)
        self._names = SPECIALS + self.words
        if len(set(self._names)) < len(self._names):
            name = Counter(self._names).most_common(1)[0][0]
            raise ValueError(
                f"expected every word once and no special among them, got {name!r} "
                "twice; leave <start> and <eos> to encode()"
            )
        self._ids = {word: i for i, word in enumerate(self.words, len(SPECIALS))}

    @classmethod
    def from_captions(
        cls, token_lists: Iterable[Sequence[str]], min_count: int
    ) -> "Vocabulary":
        """Words seen `min_count` times or more, by falling count, ties by alphabet.

        Give it the training captions alone: a word known only from held-out
        captions could never have been learnt.
        """
        counts: Counter[str] = Counter()
        for tokens in token_lists:
            counts.update(check_words(tokens))
        kept = [word for word, count in counts.items() if count >= min_count]
        return cls(sorted(kept, key=lambda word: (-counts[word], word)))

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, word: object) -> bool:
        """Whether a word can be written."""
        return word in self._ids

    def about(self) -> dict[str, list]:
        """What `read_vocabulary` needs to make it again, for a file."""
        return {"words": list(self.words), "merges": [*map(list, self.merges)]}

    def spans(self, ids: Sequence[int]) -> list[range]:
        """For each word of a caption the positions of its ids; here one each."""
        return [range(t, t + 1) for t in range(len(ids))]

    def word(self, index: int) -> str:
        """The name of one id, specials included.

        Raises:
            ValueError: no such id.
            TypeError: not a whole number.
        """
        i = operator.index(index)
        if not 0 <= i < len(self):
            raise ValueError(
                f"expected an id from 0 to {len(self) - 1}, got {i}; "
                "is this the vocabulary the ids were made with?"
            )
        return self._names[i]

    def encode(self, words: Sequence[str]) -> list[int]:
        """Ids with <start> before and <eos> after; an unknown word becomes <unk>."""
        return [START, *(self._ids.get(word, UNK) for word in check_words(words)), EOS]

    def decode(self, ids: Iterable[int]) -> str:
        """Words up to the first <eos>, joined by blanks; specials are left out."""
        words = []
        for i in ids:
            word = self.word(i)
            if i == EOS:
                break
            if word not in SPECIALS:
                words.append(word)
        return " ".join(words)


def pad_batch(sequences: Sequence[Sequence[int]], pad_id: int) -> Tensor:
    """(B, T) long: every sequence from the left, `pad_id` up to the longest.

    Raises:
        ValueError: no sequences.
    """
    if len(sequences) == 0:
        raise ValueError("expected at least one sequence of ids, got none")
    rows = [torch.as_tensor(ids, dtype=torch.long) for ids in sequences]
    return pad_sequence(rows, batch_first=True, padding_value=pad_id)


def caption_labels(ids: Tensor, pad_id: int) -> Tensor:
    """A copy of `ids` (B, T), not shifted, with -100 on padding."""
    return ids.masked_fill(ids == pad_id, IGNORED)


def check_words(tokens: Sequence[str]) -> Sequence[str]:
    """The same words; TypeError for a sentence that was not tokenized."""
    if isinstance(tokens, str):
        raise TypeError(
            f"expected a list of words, got the string {tokens!r}; "
            "call tokenize(caption) first"
        )
    return tokens
