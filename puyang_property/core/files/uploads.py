"""A large upload is written to disk while it arrives; a full disk costs the file, not the form."""

import contextlib
import logging
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)
NO_ROOM = _("The file could not be kept just now. Please send the form without it.")


class LostUpload(UploadedFile):
    """Stands for a file for which there was no room; whoever checks it says so."""


def is_lost(upload):
    """Tell whether there was no room for `upload`."""
    return isinstance(upload, LostUpload)


class ForgivingUploadHandler(TemporaryFileUploadHandler):
    """Reads on when the disk is full, so that everything that was typed arrives."""

    _lost = False

    def new_file(self, *args, **kwargs):
        """Open a temporary file, or note that there is no room for one."""
        self._lost, self.file = False, None
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self._lose()

    def receive_data_chunk(self, raw_data, start):
        """Write a piece, or let it go."""
        if self._lost:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._lose()

    def file_complete(self, file_size):
        """Return the file, or what stands for it."""
        if not self._lost:
            try:
                self.file.flush()
                return super().file_complete(file_size)
            except OSError:
                self._lose()
        return LostUpload(BytesIO(), self.file_name, self.content_type, size=1)

    def upload_interrupted(self):
        """Remove the temporary file, if there is one."""
        if not self._lost:
            super().upload_interrupted()

    def _lose(self):
        logger.exception("There is no room for an upload.")
        self._lost = True
        file, self.file = self.file, None
        if file is not None:
            with contextlib.suppress(OSError):  # closing writes what is left in the buffer
                file.close()
