"""Sentences about scenes in each language: said, read back, in agreement."""

import numpy as np
import pytest

from helpers.claims import ALL_COLOURS, ALL_SHAPES, NUMBERS, PLACES, SIZES, Claim, Thing
from helpers.foils import make_foils
from helpers.grammar import Item, Scene, claims, named_items, say, truth
from helpers.language import (
    FOLDER,
    codes,
    language_of,
    load_language,
    read_claim,
    speak,
)
from helpers.questions import ANSWERS, answers, make_questions
from helpers.scenes import draw_scenes
from helpers.tokens import tokenize
from helpers.worlds import FAIR, WIDE

EACH = pytest.mark.parametrize("code", codes())
# a small red circle, top left; a large blue cross, right; a small red cross, below
CIRCLE = Item("circle", "red", "small", (4, 4, 16, 16))
CROSS = Item("cross", "blue", "large", (28, 6, 46, 24))
BELOW = Item("cross", "red", "small", (6, 30, 18, 42))
SCENE = Scene((CIRCLE, CROSS, BELOW), 48)
SAID = {
    "pt_BR": {
        "um círculo": True,
        "há um círculo vermelho pequeno": True,
        "uma cruz azul grande à direita de um círculo": True,
        "Há duas cruzes.": True,
        "dois objetos vermelhos pequenos": True,
        "um único círculo": True,
        "há uma única cruz": False,
        "não há nenhum anel": True,
        "não há nenhuma cruz vermelha": False,
        "um círculo abaixo de uma cruz vermelha": False,
        "um círculo e uma cruz vermelha": True,
    },
    "es": {
        "un círculo": True,
        "hay un círculo rojo pequeño": True,
        "una cruz azul grande a la derecha de un círculo": True,
        "Hay dos cruces.": True,
        "dos objetos rojos pequeños": True,
        "un único círculo": True,
        "hay una única cruz": False,
        "no hay ningún anillo": True,
        "no hay ninguna cruz roja": False,
        "un círculo debajo de una cruz roja": False,
        "un círculo y una cruz roja": True,
    },
}
DISAGREE = {
    "pt_BR": [
        "uma círculo", "um cruz", "uma cruz vermelho", "dois cruzes", "duas círculos",
        "há dois círculo", "um círculos", "dois objetos vermelho", "nenhum anel",
        "não há nenhuma anel", "um pequeno círculo", "há um círculo e um anel",
        "um círculo à esquerda um anel", "um anel acima do quadrado",
    ],
    "es": [
        "una círculo", "un cruz", "una cruz rojo", "dos cruz", "un círculos",
        "dos objetos rojo", "ningún anillo", "no hay ninguna anillo", "no hay anillo",
        "un pequeño círculo", "hay un círculo y un anillo",
        "un anillo arriba del anillo",
    ],
}  # fmt: skip
ASKED = {
    "en": [
        "what colour is the cross", "what shape is the red object",
        "how many crosses are there", "is the cross left of the ring",
        "is there a red cross",
    ],
    "pt_BR": [
        "de que cor é a cruz", "que forma tem o objeto vermelho", "quantas cruzes há",
        "a cruz está à esquerda do anel", "há uma cruz vermelha",
    ],
    "es": [
        "de qué color es la cruz", "qué forma tiene el objeto rojo",
        "cuántas cruces hay", "la cruz está a la izquierda del anillo",
        "hay una cruz roja",
    ],
}  # fmt: skip


def every_claim():
    """Each shape, colour, size, number and relation, in each kind of sentence."""
    rng = np.random.default_rng(0)
    for noun in ALL_SHAPES:
        for colour in (None, *ALL_COLOURS):
            for size in (None, *SIZES):
                thing = Thing(noun, colour, size)
                other = Thing(str(rng.choice(ALL_SHAPES)), str(rng.choice(ALL_COLOURS)))
                yield Claim((thing,))
                yield Claim((thing, other), str(rng.choice([*PLACES, "and"])))
    for noun in (*ALL_SHAPES, "object"):
        for colour in (None, *ALL_COLOURS):
            for count in (0, *NUMBERS.values()):
                yield Claim((Thing(noun, colour),), count=count)


@EACH
def test_what_is_said_is_read_back(code):
    language, said = load_language(code), set()
    for claim in every_claim():
        for opening in (False, True):
            text = language.say(claim, opening=opening)
            said.add(text)
            found, nouns = read_claim(text)
            assert found == claim, text
            words = text.split()
            told = {*language.plurals, *language.plurals.values()}
            assert all(words[noun] in told for noun in nouns)
            assert len(nouns) == len(claim.things)
    # no two claims are one sentence: "um círculo" is not "one circle"
    assert len(said) == 2 * len(list(every_claim())) - sum(
        bool(claim.relation) or claim.count == 0 for claim in every_claim()
    )


def test_no_sentence_is_of_two_languages():
    for code in codes():
        for claim in every_claim():
            text = load_language(code).say(claim)
            readers = [c for c in codes() if load_language(c).read(text)]
            assert readers == [code]


@pytest.mark.parametrize(
    ("text", "true"),
    [(text, is_) for said in SAID.values() for text, is_ in said.items()],
)
def test_truth_in_each_language(text, true):
    assert truth(text, SCENE) is true


@pytest.mark.parametrize("text", [text for said in DISAGREE.values() for text in said])
def test_what_does_not_agree_is_no_sentence(text):
    with pytest.raises(ValueError, match="expected a sentence of the scenes' grammar"):
        truth(text, SCENE)


def test_nouns_are_found_where_they_stand():
    text = "uma cruz azul grande à direita de um círculo"
    assert named_items(text, SCENE) == [(1, {1}), (8, {0})]
    assert claims(text) == {"colour", "shape", "size", "place"}
    assert named_items("hay dos cruces", SCENE) == [(2, {1, 2})]
    assert named_items("há um\u0301 anel".replace("\u0301", ""), SCENE) == [(2, set())]
    assert truth(
        "na\u0303o ha\u0301 nenhum anel", SCENE
    )  # accents as signs of their own


@EACH
@pytest.mark.parametrize("world", [FAIR, WIDE], ids=["fair", "wide"])
def test_the_same_pictures_in_every_language(code, world):
    english = draw_scenes(60, seed=3, world=world)
    pictures = draw_scenes(60, seed=3, world=world.said_in(code))
    language = load_language(code)
    for picture, same in zip(pictures, english, strict=True):
        assert (picture.image == same.image).all() and picture.scene == same.scene
        said = [read_claim(caption.text)[0] for caption in picture.captions]
        assert said == [read_claim(caption.text)[0] for caption in same.captions]
        for caption in picture.captions:
            assert truth(caption.text, picture.scene)
            assert tokenize(caption.text) == caption.text.split()
            assert set(caption.text.split()) <= language.words


@EACH
def test_foils_are_exact_in_each_language(code):
    rng, kinds = np.random.default_rng(1), set()
    for picture in draw_scenes(150, seed=8, world=FAIR):
        for kind, (true, false) in make_foils(
            picture.scene, rng, language=code
        ).items():
            assert truth(true, picture.scene) and not truth(false, picture.scene)
            assert load_language(code).read(true) and load_language(code).read(false)
            kinds.add(kind)
    assert len(kinds) == 8


@EACH
def test_questions_in_each_language(code):
    speaker = load_language(code)
    cross, ring = Thing("cross"), Thing("ring")
    assert ASKED[code] == [
        speaker.ask("colour", cross),
        speaker.ask("shape", Thing("object", "red")),
        speaker.ask("number", cross),
        speaker.ask("place", cross, ring, relation="left of"),
        speaker.ask("presence", Thing("cross", "red")),
    ]
    assert len(set(answers(code))) == len(ANSWERS)
    for picture in draw_scenes(80, seed=2):
        same = make_questions(picture.scene, np.random.default_rng(4))
        asked = make_questions(picture.scene, np.random.default_rng(4), language=code)
        meant = dict(zip(answers(code), ANSWERS, strict=True))
        assert [(q.kind, meant[q.answer], q.items) for q in asked] == [
            (q.kind, q.answer, q.items) for q in same
        ]


@EACH
def test_a_language_is_known_by_its_words(code):
    words = {w for p in draw_scenes(50, world=FAIR.said_in(code)) for c in p.captions
             for w in c.text.split()}  # fmt: skip
    assert language_of(words).code == code
    assert language_of([]).code == "en"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="a language of en, es, pt_BR, got 'fr'"):
        draw_scenes(1, world=FAIR.said_in("fr"))


def test_each_file_says_all_that_english_says():
    """Same tables, same entries: a new language is a file that passes this."""
    import tomllib

    read = {
        x: tomllib.loads((FOLDER / f"{x}.toml").read_text("utf-8")) for x in codes()
    }
    for code, table in read.items():
        for name, value in read["en"].items():
            assert name in table, f"{code} lacks {name}"
            if isinstance(value, dict) and name != "contractions":
                assert value.keys() == table[name].keys(), f"{code}: {name}"


def test_a_thing_is_said_in_the_language_spoken():
    cross = Thing("cross", "red", "small")
    assert say(cross) == "a small red cross"
    try:
        speak("es")
        assert say(cross, opening=True) == "hay una cruz roja pequeña"
        assert truth(say(cross), SCENE)
    finally:
        speak("en")


@EACH
def test_each_word_of_a_sentence_has_its_meaning(code):
    said = load_language(code)
    for thing in (Thing("cross", "red", "small"), Thing("ring", "white", "large")):
        sentence = said.say(Claim((thing, thing), "left of"))
        meant = [said.meaning(word) for word in sentence.split()]
        wanted = {thing.noun, thing.colour, thing.size, "left of", None}
        assert set(meant) == wanted and meant.count("left of") == 1, sentence
    assert said.meaning("photo") is None
