"""Files that give their owners away: a photo with words in every corner, a signed workbook."""

import io

from openpyxl import Workbook
from PIL import Image

DESCRIPTION, ARTIST, COMMENT, XP_AUTHOR = 0x010E, 0x013B, 0x9286, 0x9C9D
POSITION, LATITUDE, AREA_NAME = 0x8825, 2, 0x001C
XMP = (
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>{}</dc:creator>"
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def telltale_photo(told):
    """Return a JPEG that says `told` in EXIF, GPS, XMP, IPTC and its comment."""
    image = Image.new("RGB", (320, 240), "red")
    exif = Image.Exif()
    exif[DESCRIPTION] = exif[ARTIST] = told.encode()
    exif[XP_AUTHOR] = told.encode("utf-16-le")
    exif[COMMENT] = b"UNICODE\x00" + told.encode("utf-16-le")
    exif.get_ifd(POSITION).update({1: "N", LATITUDE: (35.0, 46.0, 1.0), AREA_NAME: told.encode()})
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif, comment=told.encode(), xmp=XMP.format(told).encode())
    made = buffer.getvalue()
    return made[:2] + _iptc(told) + made[2:]


def _iptc(told):
    """Return the segment in which press agencies write the author."""
    name = told.encode()
    record = b"\x1c\x02\x50" + len(name).to_bytes(2, "big") + name
    block = b"8BIM\x04\x04\x00\x00" + len(record).to_bytes(4, "big") + record
    body = b"Photoshop 3.0\x00" + block + (b"\x00" if len(block) % 2 else b"")
    return b"\xff\xed" + (len(body) + 2).to_bytes(2, "big") + body


def workbook(table, author):
    """Return an Excel file of `table` whose properties name `author`."""
    book = Workbook()
    book.properties.creator = book.properties.lastModifiedBy = author
    book.properties.title = book.properties.description = author
    for line in table:
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
