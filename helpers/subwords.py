"""Words in pieces (byte-pair encoding): every word can be spelt, none is unknown.

Begin with characters, then join the two neighbours that stand together most often, and
again, as often as one likes. Common words end up whole, rare ones in a few pieces.

Source: Sennrich et al. 2016 (arXiv:1508.07909). Their end mark is a symbol of its own;
here it is part of a word's last character.
"""

__lesson__ = "03"

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, pairwise
from pathlib import Path

from .tokens import EOS, START, UNK, Vocabulary, check_words

END = "</w>"  # at the end of a word's last piece
VERSION = "#version"  # in a first line that is no merge
Pair = tuple[str, str]


def learn_merges(counts: Mapping[str, int], merges: int) -> list[Pair]:
    """The pairs of neighbours to join, in the order in which they were learnt.

    Each is the pair that occurs most often once those before it are joined; of equals
    the one that sorts first. Fewer than `merges` where nothing is left to join.

    Args:
        counts: words, none of them empty, and how often each occurs.
    """
    words = [(_characters(word), count) for word, count in counts.items()]
    pairs: Counter[Pair] = Counter()
    where: dict[Pair, set[int]] = defaultdict(set)  # words that hold it, or held it
    for k, (pieces, count) in enumerate(words):
        for pair in pairwise(pieces):
            pairs[pair] += count
            where[pair].add(k)
    learnt: list[Pair] = []
    while pairs and len(learnt) < merges:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        learnt.append(best)
        for k in where.pop(best):
            old, count = words[k]
            new = _join(old, best)
            words[k] = new, count
            for pair in pairwise(new):
                pairs[pair] += count
                where[pair].add(k)
            for pair in pairwise(old):
                pairs[pair] -= count
                if not pairs[pair]:
                    del pairs[pair]
    return learnt


def read_merges(file: Path, count: int) -> list[Pair]:
    """The first merges, at most `count`, of a list that others learnt.

    A line a merge, two pieces and a blank, words ending in END: so are CLIP's
    merges.txt and what subword-nmt writes.

    Raises:
        ValueError: no such file, or another kind of list, such as GPT-2's, which marks
            where words begin.
    """
    expected = f"expected a list of merges, two pieces a line, words ending in {END}"
    try:
        with file.open(encoding="utf-8") as lines:
            told = [line.split() for line in lines if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(
            f"{expected}, got {file} ({error}); name the merges.txt of CLIP or "
            "subword-nmt, or learn pieces with --tokens bpe"
        ) from error
    if told and any(VERSION in piece for piece in told[0]):
        told = told[1:]
    odd = next((line for line in told if len(line) != 2), None)
    if odd or not any(pair[1].endswith(END) for pair in told):
        got = f"the line {' '.join(odd)!r}" if odd else f"none that ends in {END}"
        raise ValueError(
            f"{expected}, got {got} in {file}; name the merges.txt of CLIP or "
            "subword-nmt, or learn pieces with --tokens bpe"
        )
    return [(first, second) for first, second in islice(told, count)]


def split_word(word: str, merges: Iterable[Pair]) -> list[str]:
    """The pieces of a word, the last of them with END: joins applied in their order."""
    pieces = _characters(word)
    neighbours = set(pairwise(pieces))
    for pair in merges:
        if pair in neighbours:
            pieces = _join(pieces, pair)
            neighbours = set(pairwise(pieces))
    return pieces


def _characters(word: str) -> list[str]:
    return [*word[:-1], word[-1] + END]


def _join(pieces: Sequence[str], pair: Pair) -> list[str]:
    """Join the pair wherever it stands, from left to right, without overlap."""
    joined: list[str] = []
    for piece in pieces:
        if joined and (joined[-1], piece) == pair:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


class Subwords(Vocabulary):
    """V ids for pieces of words; `encode` splits words, `decode` joins pieces.

    Args:
        words: every piece once, without the specials.
        merges: as `learn_merges` returns them.
    """

    def __init__(self, words: Iterable[str], merges: Iterable[Sequence[str]]):
        super().__init__(words)
        self.merges = tuple((first, second) for first, second in merges)
        self._spelt: dict[str, list[int]] = {}

    @classmethod
    def learn(
        cls, token_lists: Iterable[Sequence[str]], merges: int | Sequence[Pair]
    ) -> "Subwords":
        """All characters of these captions, and the pieces that merges join.

        Args:
            merges: how many to learn from these captions, or those that others learnt.
        """
        counts: Counter[str] = Counter()
        for tokens in token_lists:
            counts.update(check_words(tokens))
        learnt = learn_merges(counts, merges) if isinstance(merges, int) else merges
        characters = sorted({letter for word in counts for letter in word})
        ends = [letter + END for letter in characters]
        joined = ["".join(pair) for pair in learnt]
        return cls(dict.fromkeys([*characters, *ends, *joined]), learnt)

    def encode(self, words: Sequence[str]) -> list[int]:
        """As Vocabulary; a word with a character never seen becomes one <unk>."""
        pieces = [i for word in check_words(words) for i in self._spell(word)]
        return [START, *pieces, EOS]

    def decode(self, ids: Iterable[int]) -> str:
        """As Vocabulary; a last word without its end stays as it is."""
        pieces = super().decode(ids)
        return pieces.replace(" ", "").replace(END, " ").strip()

    def spans(self, ids: Sequence[int]) -> list[range]:
        """For each word of a caption the positions of its pieces."""
        ends = [
            t + 1
            for t, i in enumerate(ids)
            if t + 1 == len(ids) or i <= UNK or self.word(i).endswith(END)
        ]
        return [range(start, end) for start, end in pairwise([0, *ends])]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and word != "" and UNK not in self._spell(word)

    def _spell(self, word: str) -> list[int]:
        if word not in self._spelt:
            pieces = [self._ids.get(p, UNK) for p in split_word(word, self.merges)]
            self._spelt[word] = [UNK] if UNK in pieces else pieces
        return self._spelt[word]


def read_vocabulary(about: Mapping) -> Vocabulary:
    """The vocabulary whose `about()` this is; without "merges" one of whole words."""
    if about.get("merges"):
        return Subwords(about["words"], about["merges"])
    return Vocabulary(about["words"])
