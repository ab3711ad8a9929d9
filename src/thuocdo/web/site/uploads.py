"""What is sent to the site is held in memory, bounded, and never written to disk."""

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import whole
from thuocdo.web.site.errors import TooLarge


class BoundedMemoryHandler(MemoryFileUploadHandler):
    """Django's handler in memory, which refuses what is too large instead of leaving it out."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        """Refuse by the announced length before anything is read."""
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            limit = whole(settings.FILE_UPLOAD_MAX_MEMORY_SIZE // 1000)
            message = _("tệp lớn hơn mức nhận được ({limit} kB).").format(limit=limit)
            hint = _("Gửi phần cần kiểm tra, hoặc dùng lệnh “thuocdo check-text”.")
            raise TooLarge(Problem("upload-too-large", message, hint=hint))
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
