"""Names of data sets, folders and choices; a command's `--help` needs no more."""

__lesson__ = "00"

from pathlib import Path

DATA = Path("build/data")  # pictures, and features of frozen encoders
KAGGLE = {"flickr8k": "adityajn105/flickr8k", "flickr30k": "adityajn105/flickr30k"}
CHOICES = ("first", "random", "all")  # of a picture's captions, in one step of learning
IMAGES = ("Images", "images", "flickr30k_images", "Flicker8k_Dataset")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff")
HEIC = (".heic", ".heif")  # what phones save photos as, which Pillow does not read
