"""Captioned folders, good and bad: what is kept, what the report says."""

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


@pytest.mark.parametrize("text", [b"", b"a.jpg,A dog\n", b"image;caption\n", b"\0\xff"])
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
