"""Captioned folders, good and bad: what is kept, what the report says."""

import os
import unicodedata

import pytest
from PIL import Image

from helpers.caption_folder import read_folder


def make_folder(folder, lines, names="abc", images="Images"):
    """Small JPEGs a.jpg, b.jpg, ... and captions.txt with these lines."""
    (folder / images).mkdir(parents=True)
    for name in names:
        Image.new("RGB", (8, 8)).save(folder / images / f"{name}.jpg")
    text = lines if isinstance(lines, bytes) else "\n".join(lines).encode()
    (folder / "captions.txt").write_bytes(text)
    return folder


def captions_of(tmp_path, *rows, **kwargs):
    lines = ["image,caption", *rows]
    return read_folder(make_folder(tmp_path / "set", lines, **kwargs))


def test_rows_keep_the_order_of_the_file(tmp_path):
    found = captions_of(tmp_path, "b.jpg,A dog .", "a.jpg,A cat .", "b.jpg,Two dogs .")
    assert found.captions == {"b.jpg": ["A dog .", "Two dogs ."], "a.jpg": ["A cat ."]}
    expected = [("b.jpg", "A dog ."), ("b.jpg", "Two dogs ."), ("a.jpg", "A cat .")]
    assert found.rows() == expected
    assert found.path("b.jpg").is_file()
    assert len(found) == 2


@pytest.mark.parametrize(
    ("row", "caption"),
    [
        ('a.jpg,"A dog , running ."', "A dog , running ."),
        ("a.jpg,A dog , running , fast .", "A dog , running , fast ."),
        ('a.jpg,"A ""stop"" sign , red"', 'A "stop" sign , red'),
        ('a.jpg,A 6" board , red', 'A 6" board , red'),
        ('a.jpg,"A quote left open , red', "A quote left open , red"),
        (" a.jpg ,  A dog  ", "A dog"),
        ("a.jpg,Ein Käse \u2028 am Meer", "Ein Käse \u2028 am Meer"),
    ],
)
def test_quotes_and_commas(tmp_path, row, caption):
    found = captions_of(tmp_path, row, "b.jpg,The next row .")
    assert found.captions == {"a.jpg": [caption], "b.jpg": ["The next row ."]}


def test_names_with_commas(tmp_path):
    found = captions_of(tmp_path, '"a, b.jpg",A dog', names=["a, b"])
    assert found.captions == {"a, b.jpg": ["A dog"]}


LINES = "image,caption\na.jpg,Ein Käse\nb.jpg,A dog\n"


@pytest.mark.parametrize(
    "text",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.encode("latin-1"),
        LINES.replace("\n", "\r\n").encode(),
        LINES.replace("\n", "\r").encode(),
        LINES.replace("image,caption", "\nImage, Caption ").encode(),
    ],
)
def test_encodings_and_line_ends(tmp_path, text):
    found = read_folder(make_folder(tmp_path / "set", text))
    assert found.captions == {"a.jpg": ["Ein Käse"], "b.jpg": ["A dog"]}


def test_one_wrong_line_does_not_spoil_the_others(tmp_path):
    text = "image,caption\na.jpg,Käse\n".encode() + b"b.jpg,K\xe4se \x93hot\x94\n"
    found = read_folder(make_folder(tmp_path / "set", text, names="ab"))
    assert found.captions == {"a.jpg": ["Käse"], "b.jpg": ["Käse “hot”"]}
    assert found.report.endswith("not UTF-8, read as Windows-1252: 1 (b.jpg)")


def test_a_good_folder_has_a_short_report(tmp_path):
    found = captions_of(tmp_path, "a.jpg,A cat", "a.jpg,A dog", names="a")
    assert found.report == f"1 pictures with 2 captions in {tmp_path / 'set'}"


def test_unusable_rows_are_counted_and_named(tmp_path):
    folder = make_folder(
        tmp_path,
        [
            "image,caption",
            "a.jpg,A good row .",
            "a.jpg,",
            "b.jpg,  ",
            "just words",
            "gone.jpg,A dog",
            "cut.jpg,A cat",
            "page.jpg,A cat",
            "a.jpg,A good row .",
            "",
        ],
        names=["a", "b", "alone", "cut"],
    )
    cut = folder / "Images" / "cut.jpg"
    cut.write_bytes(cut.read_bytes()[:-50])
    (folder / "Images" / "page.jpg").write_text("<html>not found</html>")
    (folder / "Images" / "notes.txt").write_text("no image, no matter")
    found = read_folder(folder)
    assert found.captions == {"a.jpg": ["A good row .", "A good row ."]}
    assert found.report.splitlines() == [
        f"1 pictures with 2 captions in {tmp_path}",
        "  left out, rows without a caption: 3 (a.jpg, b.jpg, just words)",
        "  left out, rows without an image file: 1 (gone.jpg)",
        "  left out, rows with a broken image: 2 (cut.jpg, page.jpg)",
        "  left out, images without a row: 1 (alone.jpg)",
        "  kept, repeated rows: 1 (a.jpg)",
    ]


def test_a_long_list_is_cut_after_three_names(tmp_path):
    rows = [f"gone{k}.jpg,Row {j}" for k in range(5) for j in range(2)]
    report = captions_of(tmp_path, "a.jpg,A dog", *rows, names="a").report
    assert report.endswith("10 (gone0.jpg, gone1.jpg, gone2.jpg, ...)")


def test_names_stay_inside_the_folder(tmp_path):
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.jpg")
    found = captions_of(tmp_path, "a.jpg,A dog", "../../secret.jpg,A secret")
    assert list(found.captions) == ["a.jpg"]


@pytest.mark.parametrize("images", ["Images", "images", "flickr30k_images"])
def test_other_names_of_the_image_folder(tmp_path, images):
    found = captions_of(tmp_path, "a.jpg,A dog", images=images)
    assert found.path("a.jpg").is_file()


@pytest.mark.parametrize("rows", [[], ["a.jpg,"], ["gone.jpg,A dog"]])
def test_nothing_usable(tmp_path, rows):
    with pytest.raises(ValueError, match=r"(?s)at least one caption.*compare the na"):
        captions_of(tmp_path, *rows)


@pytest.mark.parametrize("text", [b"", b"a.jpg,A dog\n", b"image:caption\n", b"\0\xff"])
def test_another_header(tmp_path, text):
    with pytest.raises(ValueError, match="expected the first line `image,caption`"):
        read_folder(make_folder(tmp_path / "set", text))


def test_a_wrong_folder_says_what_was_found(tmp_path):
    (tmp_path / "flickr8k").mkdir()
    (tmp_path / "captions.csv").touch()
    with pytest.raises(FileNotFoundError, match=r"found captions.csv, flickr8k; name"):
        read_folder(tmp_path)
    with pytest.raises(FileNotFoundError, match="found it empty"):
        read_folder(tmp_path / "flickr8k")
    with pytest.raises(FileNotFoundError, match="unpack it first"):
        read_folder(tmp_path / "captions.csv")


@pytest.mark.parametrize(
    "lines",
    [
        ["image_name,comment_number,comment", 'a.jpg,0, "A dog , runs ."'],
        ["image_name| comment_number| comment", "a.jpg| 0| A dog , runs ."],
        ["image;caption", "a.jpg;A dog , runs ."],
        ["image\tcaption", "a.jpg\tA dog , runs ."],
        ["caption,image", '"A dog , runs .",a.jpg'],
        ["caption,image", "A dog , runs .,a.jpg"],
        ["Image,Caption,split", "a.jpg,A dog , runs .,train"],
        ["a.jpg#0\tA dog , runs ."],
        ["image,caption", "Images/a.jpg,A dog , runs ."],
        ["image,caption", "A.JPG,A dog , runs ."],
        ["image,caption", 'a.jpg,"A dog ,', 'runs ."'],
    ],
    ids=lambda lines: lines[0] + " " + lines[-1],
)
def test_tables_of_other_programs(tmp_path, lines):
    folder = tmp_path / "set"
    (folder / "Images").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "Images" / "a.jpg")
    (folder / "captions.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert read_folder(folder).captions == {"a.jpg": ["A dog , runs ."]}


def test_the_advice_about_a_header_works(tmp_path):
    """Whoever follows it has the table read."""
    folder = tmp_path / "set"
    (folder / "Images").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "Images" / "a.jpg")
    rows = "a.jpg;7;A dog\n"
    (folder / "captions.txt").write_text(rows)
    with pytest.raises(ValueError, match="names each of their columns in order"):
        read_folder(folder)
    (folder / "captions.txt").write_text("image;number;caption\n" + rows)
    assert read_folder(folder).captions == {"a.jpg": ["A dog"]}


@pytest.mark.parametrize("ways", [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_however_its_letters_are_composed(tmp_path, ways):
    written, on_disk = (unicodedata.normalize(way, "été.jpg") for way in ways)
    folder = tmp_path / "set"
    (folder / "Images").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "Images" / on_disk)
    (folder / "captions.txt").write_text(f"image,caption\n{written},A dog\n")
    found = read_folder(folder)
    assert list(found.captions) == [on_disk] and found.path(on_disk).is_file()


def test_two_names_that_differ_by_case_are_two(tmp_path):
    folder = tmp_path / "set"
    (folder / "Images").mkdir(parents=True)
    for name in ("a.jpg", "A.jpg"):
        Image.new("RGB", (8, 8)).save(folder / "Images" / name)
    text = "image,caption\na.jpg,A dog\nA.jpg,A cat\na.JPG,A cow\n"
    (folder / "captions.txt").write_text(text)
    found = read_folder(folder)
    assert found.captions == {"a.jpg": ["A dog"], "A.jpg": ["A cat"]}
    assert "without an image file: 1 (a.JPG)" in found.report


def test_a_name_that_is_no_utf8_is_told_escaped(tmp_path):
    folder = tmp_path / "set"
    (folder / "Images").mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "Images" / "a.jpg")
    with open(os.fsencode(folder / "Images") + b"/caf\xe9.jpg", "wb"):
        pass
    (folder / "captions.txt").write_text("image,caption\na.jpg,A dog\n")
    report = read_folder(folder).report
    assert "caf%udce9.jpg" in report and report.encode()


def test_a_quote_left_open_swallows_no_row(tmp_path):
    found = captions_of(tmp_path, 'a.jpg,"A dog', "b.jpg,A cat", 'c.jpg,A "cow"')
    assert found.captions == {
        "a.jpg": ["A dog"], "b.jpg": ["A cat"], "c.jpg": ['A "cow"'],
    }  # fmt: skip
