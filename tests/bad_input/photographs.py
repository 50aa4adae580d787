"""Files that people and attackers send: each made here, none kept in the repository."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.factories.core_files import picture

SCRIPT = b"<script>alert(document.domain)</script>"
PHP = b"<?php system($_GET['c']); ?>"
PAGE = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT
PROGRAM = b"MZ" + bytes(300)
PDF = b"%PDF-1.7\n" + b"0" * 400


def drawn(format, image=None, **options):
    """Return the bytes of an image in `format`."""
    stream = io.BytesIO()
    (image or Image.new("RGB", (60, 40), "red")).save(stream, format, **options)
    return stream.getvalue()


def archive(text=SCRIPT):
    """Return a ZIP archive with a script in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        zipped.writestr("evil.html", text)
    return stream.getvalue()


def chunk(kind, data):
    """Return one chunk of a PNG."""
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(width, height, data=b""):
    """Return a PNG that claims to be `width` × `height`, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(data)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def webp_of(width, height):
    """Return a WebP whose frame claims to be `width` × `height`."""
    head = b"VP8X" + struct.pack("<I", 10) + bytes(4)
    head += struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    body = b"WEBP" + head + b"VP8 " + struct.pack("<I", 4) + bytes(4)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def commented_jpeg():
    """Return a JPEG with a script in its comment and in its EXIF."""
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return drawn("JPEG", exif=exif, comment=SCRIPT + PHP)


def texted_png():
    """Return a PNG with PHP in a text chunk."""
    info = PngInfo()
    info.add_text("Comment", PHP.decode() + SCRIPT.decode())
    return drawn("PNG", pnginfo=info)


def animated(format):
    """Return a moving picture of three frames."""
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    return drawn(format, frames[0], save_all=True, append_images=frames[1:], duration=50)


# name → (file name, bytes): refused at the door, by every form and by the API
REFUSED = {
    "program": ("setup.jpg", PROGRAM),
    "page": ("photo.jpg", PAGE),
    "svg": ("photo.png", SVG),
    "pdf of a resident": ("photo.jpg", PDF),
    "archive": ("photo.jpg", archive()),
    "moving gif": ("moving.gif", animated("GIF")),
    "bitmap": ("photo.jpg", drawn("BMP")),
    "tiff": ("photo.jpg", drawn("TIFF")),
    "page behind gif": ("photo.jpg", b"GIF89a/*" + SCRIPT + b"*/=1;"),
    "nothing": ("photo.jpg", b""),
    "a byte": ("photo.jpg", b"\xff"),
    "script": ("photo.jpg", b"#!/bin/sh\nrm -rf /\n" * 20),
    "text": ("photo.jpg", "电梯坏了".encode() * 40),
}
# taken in and drawn anew: what was hidden is gone
CLEANED = {
    "gifar": drawn("JPEG") + archive(),
    "page behind": drawn("JPEG") + PAGE,
    "comment": commented_jpeg(),
    "png with php": texted_png(),
    "png with page behind": drawn("PNG") + PAGE,
    "webp with page behind": drawn("WEBP") + PAGE,
    "moving webp": animated("WEBP"),
    "moving png": animated("PNG"),
    "cmyk": drawn("JPEG", Image.new("CMYK", (60, 40), (0, 200, 200, 0))),
    "grey": drawn("JPEG", Image.new("L", (60, 40), 90)),
    "16 bits": drawn("PNG", Image.new("I;16", (60, 40), 40_000)),
    "palette": drawn("PNG", Image.new("P", (60, 40), 3)),
    "phone": picture("HEIF", orientation=6),
    "sideways": picture("JPEG", orientation=8),
    "progressive": drawn("JPEG", progressive=True),
}
# taken in, found out by the worker, never served
REJECTED = {
    "cut jpeg": picture()[:700],
    "only a head": b"\xff\xd8\xff\xe0" + bytes(400),
    "broken chunk": drawn("PNG").replace(b"IDAT", b"IDAX"),
    "wrong sum": drawn("PNG")[:-20] + bytes(20),
    "cut heic": picture("HEIF")[:300],
    "no pixels": png_of(0, 0),
    "too few bytes": png_of(4000, 4000, bytes(100)),
    "bomb png": png_of(30_000, 30_000, bytes(100)),
    "bomb webp": webp_of(16_383, 16_383),
    "wide png": png_of(2**31 - 1, 1),
}
NAMES = {
    "../../../etc/cron.d/照片.jpg": "照片.jpg",
    "C:\\fakepath\\lift.jpg": "lift.jpg",
    "电梯\u202egpj.exe": "电梯gpj.exe",
    "a\tb\x7f.jpg": "ab.jpg",
    "😀🚪.jpg": "😀🚪.jpg",
    "<img src=x onerror=alert(1)>.jpg": "<img src=x onerror=alert(1)>.jpg",
    "{{7*7}}.jpg": "{{7*7}}.jpg",
    "长" * 300 + ".jpg": "长" * 200,
}
