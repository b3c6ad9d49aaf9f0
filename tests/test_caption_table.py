"""Tables of captions as others write them: read, or refused with advice that helps."""

import unicodedata

import pytest
from test_caption_folder import captions_of, make_folder

from helpers.caption_table import read_table
from helpers.datasets import load_captions, standard_splits


def read(tmp_path, text, **options):
    path = tmp_path / "captions.txt"
    path.write_text(text, newline="", **options)
    table = read_table(path)
    return list(zip(table["image"], table["caption"], strict=True))


@pytest.mark.parametrize(
    "text",
    [
        'image_name,comment_number,comment\na.jpg,0, "Two men , sit ."\n',
        "image_name,comment_number,comment\na.jpg,0,Two men , sit .\n",
        "image_name| comment_number| comment\na.jpg| 0| Two men , sit .\n",
        "image;caption\na.jpg;Two men , sit .\n",
        "image\tcaption\na.jpg\tTwo men , sit .\n",
        "caption,image\nTwo men , sit .,a.jpg\n",
        "caption,image,id\nTwo men , sit .,a.jpg,7\n",
        "id,Image,Caption\n0,a.jpg,Two men , sit .\n",
        'image,caption\r\na.jpg,"Two men ,\r\nsit ."\r\n',
        "image,caption\na.jpg,Two men\0 , sit .\n",
    ],
)
def test_separators_columns_and_quotes(tmp_path, text):
    assert read(tmp_path, text) == [("a.jpg", "Two men , sit .")]


@pytest.mark.parametrize(
    ("row", "caption"),
    [
        (r'a.jpg,"A \"stop\" sign"', 'A "stop" sign'),
        ("a.jpg,one\ftwo", "one\ftwo"),
        ('a.jpg,"one\u2028two"', "one\u2028two"),
        ("a.jpg," + "x" * 200_000, "x" * 200_000),
    ],
)
def test_odd_characters_stay_in_their_row(tmp_path, row, caption):
    text = f"image,caption\n{row}\nb.jpg,The next row\n"
    found = read(tmp_path, text, encoding="utf-8")
    assert found == [("a.jpg", caption), ("b.jpg", "The next row")]


def test_an_open_quote_swallows_no_row(tmp_path):
    text = 'image,caption\na.jpg,"open\nb.jpg,"closed"\nc.jpg,"and\nlast"\n'
    assert [image for image, _ in read(tmp_path, text)] == ["a.jpg", "b.jpg", "c.jpg"]


@pytest.mark.parametrize("header", ["a.jpg,A dog", "photo,words"])
def test_the_advice_for_a_header_helps_when_followed(tmp_path, header):
    rows = f"{header}\na.jpg,A dog\n"
    with pytest.raises(ValueError, match="expected the first line") as told:
        read(tmp_path, rows)
    kept = rows if "add it above" in str(told.value) else rows.split("\n", 1)[1]
    assert set(read(tmp_path, "image,caption\n" + kept)) == {("a.jpg", "A dog")}


@pytest.mark.parametrize(
    ("file", "written"),
    [
        (unicodedata.normalize("NFD", "\u00e9t\u00e9"), "\u00e9t\u00e9.jpg"),
        ("\u00e9t\u00e9", unicodedata.normalize("NFD", "\u00e9t\u00e9.jpg")),
        ("caf\udce9", "caf\u00e9.jpg"),  # Latin-1 bytes of an old zip
        ("a", "Images/a.jpg"),
        ("a", "./a.JPG"),
    ],
)
def test_one_name_written_in_two_ways(tmp_path, file, written):
    found = captions_of(tmp_path, f"{written},A dog", names=[file])
    assert list(found.captions) == [f"{file}.jpg"]
    assert found.path(f"{file}.jpg").is_file() and "left out" not in found.report


def test_lists_name_pictures_in_another_way(tmp_path):
    folder = make_folder(
        tmp_path / "set", ["image,caption", "a.jpg,A dog", "b.jpg,A cat"], names="ab"
    )
    (folder / "Flickr_8k.trainImages.txt").write_text("Images/a.JPG\n")
    (folder / "Flickr_8k.testImages.txt").write_text("b.jpg \n")
    splits = standard_splits(load_captions(folder))
    assert splits == {"train": ["a.jpg"], "val": [], "test": ["b.jpg"]}
