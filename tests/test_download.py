"""Kaggle's sets: what is here is used, a download may stop, a stall has an end.

Stand-ins: a folder for kagglehub's cache, a server for the one that mounts on Colab.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import kagglehub
import pytest

from helpers import download
from helpers.caption_folder import read_folder
from helpers.datasets import load_captions
from helpers.download import fetch, find, is_whole

NAMES = [f"{k}.jpg" for k in range(6)]


def make_set(folder, pictures=NAMES):
    """A set whose captions.txt names all pictures, and some of its pictures."""
    (folder / "Images").mkdir(parents=True, exist_ok=True)
    rows = ["image,caption", *(f"{name},a dog" for name in NAMES)]
    (folder / "captions.txt").write_text("\n".join(rows))
    for name in pictures:
        (folder / "Images" / name).touch()
    return folder


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Where kagglehub keeps flickr8k; nothing is mounted, and nobody has patience."""
    monkeypatch.delenv("TBE_RUNTIME_ADDR", raising=False)
    monkeypatch.setenv("DISABLE_COLAB_CACHE", "0")  # and put back what a test changes
    monkeypatch.setenv("KAGGLEHUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "TEST")  # localhost, not Kaggle
    monkeypatch.setattr(download, "MOUNTS", tmp_path / "input")
    monkeypatch.setattr(download, "STALLED", 0.5)
    monkeypatch.setattr(download, "GLANCE", 0.05)
    return tmp_path / "cache" / "datasets" / "adityajn105" / "flickr8k"


def complete(cache, version, pictures=NAMES):
    """What kagglehub leaves behind when a download has ended."""
    folder = make_set(cache / "versions" / str(version), pictures)
    (cache / f"{version}.complete").touch()
    return folder


def calls(monkeypatch, behaviour):
    """Let kagglehub behave so; the options of every call."""
    seen = []

    def dataset_download(handle, **options):
        seen.append(options)
        return str(behaviour(**options))

    monkeypatch.setattr(kagglehub, "dataset_download", dataset_download)
    return seen


def test_a_complete_set_needs_no_network(cache, monkeypatch):
    assert find("flickr8k") is None
    complete(cache, 9)
    newest = complete(cache, 10)
    seen = calls(monkeypatch, pytest.fail)
    assert fetch("flickr8k", "X") == newest == find("flickr8k")
    assert not seen


def test_what_was_unpacked_in_part_is_not_taken(cache, monkeypatch):
    make_set(cache / "versions" / "3")  # no mark: cut off while it was unpacked
    assert find("flickr8k") is None
    seen = calls(monkeypatch, lambda: complete(cache, 3))
    assert fetch("flickr8k", "X") == cache / "versions" / "3"
    assert seen == [{}]


def test_a_damaged_cache_is_fetched_again(cache, monkeypatch):
    damaged = complete(cache, 3, NAMES[:2])
    seen = calls(
        monkeypatch,
        lambda force_download=False: complete(cache, 3) if force_download else damaged,
    )
    assert is_whole(fetch("flickr8k", "X"))
    assert seen == [{}, {"force_download": True}]


def test_a_mount_is_read_and_never_written(cache, tmp_path):
    mount = make_set(tmp_path / "input" / "flickr8k")
    before = sorted(mount.rglob("*"))
    for path in [mount, *before]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    assert fetch("flickr8k", "X") == mount
    with pytest.raises(ValueError, match="at least one caption with its image"):
        read_folder(mount)  # the pictures are empty files
    assert sorted(mount.rglob("*")) == before
    for path in [mount, mount / "Images"]:
        path.chmod(0o755)


def test_a_mount_in_part_is_refused(cache, tmp_path, monkeypatch):
    mount = make_set(tmp_path / "input" / "flickr8k", NAMES[:2])
    seen = calls(monkeypatch, lambda: mount)
    with pytest.raises(ConnectionError, match="all pictures .* a part.*FLICKR8K_DIR="):
        load_captions("flickr8k")
    assert seen == [{}]  # a mount can't be fetched again


def test_a_download_that_creeps_is_waited_for(cache, monkeypatch):
    def creep():
        for count in range(len(NAMES)):
            make_set(cache / "versions" / "1")
            (cache / "1.archive").write_bytes(b"x" * count)
            time.sleep(0.2)  # in all more than STALLED
        return complete(cache, 1)

    calls(monkeypatch, creep)
    assert is_whole(fetch("flickr8k", "X"))


def test_a_download_that_stalls_is_given_up(cache, monkeypatch):
    calls(monkeypatch, threading.Event().wait)
    began = time.monotonic()
    match = r"TimeoutError: nothing arrived for 0.5 s.*run this again.*or fetch.*X=/the"
    with pytest.raises(ConnectionError, match=match):
        fetch("flickr8k", "X")
    assert time.monotonic() - began < 10


class Colab(BaseHTTPRequestHandler):
    """Colab's own server: it has every set, and names the folder of the mount."""

    asked = []

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"slug": "flickr8k"}).encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def colab(cache, tmp_path, monkeypatch):
    with HTTPServer(("127.0.0.1", 0), Colab) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"127.0.0.1:{server.server_port}"
        monkeypatch.setenv("TBE_RUNTIME_ADDR", address)
        monkeypatch.setenv("COLAB_CACHE_MOUNT_FOLDER", str(tmp_path / "mounted"))
        Colab.asked.clear()
        yield tmp_path / "mounted" / "flickr8k"
        server.shutdown()


def test_on_colab_the_real_call_gives_the_mount(colab):
    make_set(colab)
    assert fetch("flickr8k", "X") == colab
    assert Colab.asked[-1] == "/kagglehub/datasets/mount"


def test_on_colab_a_mount_that_never_comes_is_not_waited_for(colab, capsys):
    with pytest.raises(ConnectionError, match="could not download flickr8k .*X=/the"):
        fetch("flickr8k", "X")  # nobody answers for Kaggle here either
    assert "downloading from Kaggle instead" in capsys.readouterr().out
    assert Colab.asked.count("/kagglehub/datasets/mount") == 1
