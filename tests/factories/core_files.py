"""Photos and stored files for tests."""

from io import BytesIO

import factory
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from puyang_property.core.actors import ActorKind
from puyang_property.core.models import StoredFile
from tests.factories.accounts import AreaFactory

POSITION = 0x8825  # the EXIF block that holds where the photo was taken
CAMERA = 0x0110
ORIENTATION = 0x0112


def picture(format="JPEG", size=(640, 480), *, mode="RGB", orientation=1, **options):
    """Return the bytes of a photo that says where and with what it was taken."""
    image = Image.new(mode, size, "red" if mode == "RGB" else None)
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Tell-tale phone", orientation
    exif.get_ifd(POSITION)[1] = "N"
    buffer = BytesIO()
    image.save(buffer, format, exif=exif.tobytes(), **options)
    return buffer.getvalue()


def upload(name="照片.jpg", content=None, content_type="image/jpeg"):
    """Return what a browser sends."""
    return SimpleUploadedFile(name, picture() if content is None else content, content_type)


class StoredFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StoredFile
        exclude = ["hangs_on"]

    hangs_on = factory.SubFactory(AreaFactory)
    subject_type = factory.LazyAttribute(
        lambda row: ContentType.objects.get_for_model(row.hangs_on)
    )
    subject_id = factory.LazyAttribute(lambda row: row.hangs_on.pk)
    purpose = "photo"
    original_name = "照片.jpg"
    content_type = "image/jpeg"
    size = 1000
    sha256 = "0" * 64
    path = factory.Sequence(lambda n: f"2026/11/{n}")
    actor_kind = ActorKind.RESIDENT
    uploaded_at = factory.LazyFunction(timezone.now)
