"""Measure captions against what people wrote: BLEU, ROUGE-L, CIDEr-D.

A caption is a list of words, without <start>, <eos> or padding. A corpus has
one candidate a picture, candidates[i], and any number of references for it,
references[i]. Nothing is smoothed: a count of zero is a score of zero.

The corpus scores agree with pycocoevalcap 1.2, which most papers use, when it
is handed the same words. Papers print these scores times 100, and so does
score_captions.
"""

__lesson__ = "10"

from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp, hypot, log
from operator import truediv

from torch import Tensor

Words = Sequence[str]
Captions = Sequence[Words]
References = Sequence[Captions]  # those of each picture
NGRAMS = (1, 2, 3, 4)  # the lengths that CIDEr averages over
RECALL_WEIGHT = 1.2  # ROUGE-L counts recall this many times as much as precision
LENGTH_SPREAD = 6.0  # sigma of CIDEr-D's length penalty, in words
CIDER_SCALE = 10.0  # CIDEr-D runs from 0 to 10
NOT_WORDS = {"<pad>", "<start>", "<eos>"}


def ngram_precision(candidate: Words, references: Captions, n: int) -> float:
    """Share of the candidate's n-grams that a reference has too, in 0..1.

    Clipped: an n-gram counts at most as often as in the reference that has it
    most often, so that "the the the" gains nothing. A candidate shorter than n
    scores 0.

    Raises:
        TypeError: a string where a list of words belongs.
        ValueError: no reference, n below 1, or a special token among the words.

    Source: Papineni et al. 2002, section 2.1 (aclanthology.org/P02-1040).
    """
    _check_corpus([candidate], [references])
    _check_order(n)
    matched, total = _ngram_matches(candidate, references, n)
    return matched / total if total else 0.0


def brevity_penalty(candidate: Words, references: Captions) -> float:
    """exp(1 - r/c) for a candidate of c < r words, else 1; 0 without any word.

    r is the reference length nearest to c, the shorter one of a tie.

    Source: Papineni et al. 2002, section 2.2.2.
    """
    _check_corpus([candidate], [references])
    return _brevity(len(candidate), _nearest_length(candidate, references))


def corpus_bleu(candidates: Captions, references: References, max_n: int) -> float:
    """BLEU-max_n in 0..1: brevity penalty * geometric mean of the precisions.

    Matches, n-grams and lengths are summed over the corpus before dividing, so
    this is not the mean of sentence scores. 0 as soon as one precision is 0
    (pycocoevalcap gives some 1e-4 there: it adds 1e-15 to every count).

    Args:
        candidates: one list of words a picture.
        references: for each picture, its list of reference captions.
        max_n: longest n-gram counted, 4 for BLEU-4.

    Raises:
        TypeError: a string where a list of words belongs.
        ValueError: lengths differ, a picture without references, nothing to
            score, max_n below 1, or a special token among the words.

    Source: Papineni et al. 2002, section 2.3.
    """
    return _bleus(candidates, references, max_n)[-1]


def rouge_l(candidates: Captions, references: References) -> float:
    """Mean over pictures of ROUGE-L, in 0..1.

    With the longest common subsequence l, precision is l / candidate length and
    recall l / reference length; P and R are the best over the references, each
    for itself, and the score is (1 + b^2) P R / (R + b^2 P) with b = 1.2.

    Raises:
        TypeError, ValueError: as corpus_bleu.

    Source: Lin 2004, section 3.1 (aclanthology.org/W04-1013).
    """
    _check_corpus(candidates, references)
    scores = map(_sentence_rouge, candidates, references)
    return sum(scores) / len(candidates)


def cider_d(candidates: Captions, references: References) -> float:
    """Mean over pictures of CIDEr-D, in 0..10 as pycocoevalcap's `Cider` gives it.

    Every caption is a vector of its n-grams, each weighted by count * ln(pictures
    / pictures whose references have it): "a" says little, "accordion" a lot. The
    score is the clipped cosine with each reference, times exp(-d^2 / (2 * 6^2))
    for lengths that differ by d, averaged over references and n = 1..4, times 10.

    Rarity is measured in the references given here: scores of different picture
    sets do not compare, and a corpus of one picture scores 0.

    Raises:
        TypeError, ValueError: as corpus_bleu.

    Source: Vedantam et al. 2015, sections 4 and 6 (arXiv:1411.5726).
    """
    _check_corpus(candidates, references)
    rarity = _rarity(references)
    total = 0.0
    for candidate, refs in zip(candidates, references, strict=True):
        vectors = _rarity_vectors(candidate, rarity, len(references))
        for ref in refs:
            ref_vectors = _rarity_vectors(ref, rarity, len(references))
            penalty = exp(-((len(candidate) - len(ref)) ** 2) / (2 * LENGTH_SPREAD**2))
            total += penalty * sum(map(_cosine, vectors, ref_vectors)) / len(refs)
    return CIDER_SCALE * total / len(NGRAMS) / len(candidates)


def score_captions(candidates: Captions, references: References) -> dict[str, float]:
    """BLEU-1 to BLEU-4, ROUGE-L and CIDEr-D, times 100 as tables show them.

    Raises:
        TypeError, ValueError: as corpus_bleu.
    """
    bleus = _bleus(candidates, references, max(NGRAMS))
    scores = {f"BLEU-{n}": bleu for n, bleu in enumerate(bleus, 1)}
    scores["ROUGE-L"] = rouge_l(candidates, references)
    scores["CIDEr-D"] = cider_d(candidates, references)
    return {name: 100 * score for name, score in scores.items()}


def token_accuracy(logits: Tensor, ids: Tensor, pad_id: int) -> float:
    """Share of real next words that get the highest logit, in 0..1.

    Args:
        logits: (B, T, V); position t predicts token t + 1.
        ids: (B, T), the captions with <start> and <eos>.
        pad_id: the id that is left out; without any target the result is 0.
    """
    if logits.shape[:2] != ids.shape:
        raise ValueError(
            f"expected logits (B, T, V) for ids (B, T), got {tuple(logits.shape)} "
            f"for {tuple(ids.shape)}; hand in both unshifted"
        )
    targets = ids[:, 1:]
    real = targets != pad_id
    right = (logits[:, :-1].argmax(-1) == targets) & real
    return right.sum().item() / max(real.sum().item(), 1)


def _ngrams(words: Words, n: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(n)), strict=False)


def _ngram_matches(candidate: Words, references: Captions, n: int) -> tuple[int, int]:
    """(clipped matches, n-grams in the candidate)."""
    written = Counter(_ngrams(candidate, n))
    allowed: Counter[tuple[str, ...]] = Counter()
    for reference in references:
        allowed |= Counter(_ngrams(reference, n))  # the larger count of each
    return (written & allowed).total(), written.total()


def _bleus(candidates: Captions, references: References, max_n: int) -> list[float]:
    """BLEU-1 to BLEU-max_n; n-grams of each length are counted once for all."""
    _check_corpus(candidates, references)
    _check_order(max_n)
    written = sum(len(candidate) for candidate in candidates)
    brevity = _brevity(written, sum(map(_nearest_length, candidates, references)))
    scores, log_precisions = [0.0] * max_n, 0.0
    for n in range(1, max_n + 1):
        counts = [
            _ngram_matches(*pair, n)
            for pair in zip(candidates, references, strict=True)
        ]
        matched, total = map(sum, zip(*counts, strict=True))
        if matched == 0:  # and so are those of longer n-grams
            break
        log_precisions += log(matched / total)
        scores[n - 1] = brevity * exp(log_precisions / n)
    return scores


def _nearest_length(candidate: Words, references: Captions) -> int:
    lengths = [len(reference) for reference in references]
    return min(lengths, key=lambda length: (abs(length - len(candidate)), length))


def _brevity(written: int, wanted: int) -> float:
    if written == 0:
        return 0.0
    return exp(min(0.0, 1 - wanted / written))


def _sentence_rouge(candidate: Words, references: Captions) -> float:
    common = [_common_length(candidate, reference) for reference in references]
    if not any(common):
        return 0.0
    precision = max(common) / len(candidate)
    lengths = [max(len(reference), 1) for reference in references]
    recall = max(map(truediv, common, lengths))
    weight = RECALL_WEIGHT**2
    return (1 + weight) * precision * recall / (recall + weight * precision)


def _common_length(left: Words, right: Words) -> int:
    """Length of the longest common subsequence, row by row of its table."""
    above = [0] * (len(right) + 1)
    for word in left:
        row = [0]
        for column, other in enumerate(right):
            if word == other:
                row.append(above[column] + 1)
            else:
                row.append(max(above[column + 1], row[column]))
        above = row
    return above[-1]


def _rarity(references: References) -> dict[tuple[str, ...], float]:
    """ln(pictures / pictures whose references have it), for every n-gram."""
    pictures: Counter[tuple[str, ...]] = Counter()
    for refs in references:
        pictures.update({g for ref in refs for n in NGRAMS for g in _ngrams(ref, n)})
    return {gram: log(len(references) / count) for gram, count in pictures.items()}


def _rarity_vectors(
    words: Words, rarity: dict[tuple[str, ...], float], pictures: int
) -> list[dict[tuple[str, ...], float]]:
    """One vector for each n: count * rarity; unseen counts as seen once."""
    unseen = log(pictures)
    return [
        {
            gram: count * rarity.get(gram, unseen)
            for gram, count in Counter(_ngrams(words, n)).items()
        }
        for n in NGRAMS
    ]


def _cosine(candidate: dict, reference: dict) -> float:
    """Cosine whose products are clipped: repeating a word gains nothing."""
    product = sum(
        min(weight, reference[gram]) * reference[gram]
        for gram, weight in candidate.items()
        if gram in reference
    )
    if product == 0:
        return 0.0
    return product / (hypot(*candidate.values()) * hypot(*reference.values()))


def _check_order(n: int) -> None:
    if n < 1:
        raise ValueError(f"expected n-grams of 1 word or more, got {n}; count from 1")


def _check_corpus(candidates: Captions, references: References) -> None:
    if len(candidates) != len(references):
        raise ValueError(
            "expected one list of references a candidate, got "
            f"{len(candidates)} candidates and {len(references)} lists; "
            "pass references[i] = all captions of picture i"
        )
    if len(candidates) == 0:
        raise ValueError("expected at least one candidate, got none; decode some first")
    for candidate, refs in zip(candidates, references, strict=True):
        _check_words(candidate, "a candidate")
        if len(refs) == 0:
            raise ValueError(
                "expected at least one reference a candidate, got none; "
                "leave out pictures without captions"
            )
        for reference in [refs] if isinstance(refs, str) else refs:
            _check_words(reference, "a reference")


def _check_words(words: Words, what: str) -> None:
    if isinstance(words, str) or not all(isinstance(word, str) for word in words):
        raise TypeError(
            f"expected {what} to be a list of words, got {words!r}; tokenize() text, "
            "decode ids, and pass the references of a picture as a list of word lists"
        )
    if not NOT_WORDS.isdisjoint(words):
        raise ValueError(
            f"expected only words, got {words!r}; take <start>, <eos> and <pad> out "
            "before scoring, or every caption agrees on them"
        )
