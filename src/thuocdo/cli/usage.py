"""A command typed wrongly, told in the reader's language.

The parser raises English sentences; those a person is likely to meet are put into words of
our own, any other is shown as it is.
"""

import re
import sys

from thuocdo.catalog.reading import did_you_mean
from thuocdo.kernel.language import _


def is_usage_error(error: Exception) -> bool:
    """Whether the parser of the command line raised it."""
    return hasattr(error, "format_message")


def print_usage_error(error) -> None:
    """What is wrong with the command, and how to see its help, on standard error."""
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return
    print(_("Lỗi: {problem}").format(problem=usage_text(error)), file=sys.stderr)
    path = error.ctx.command_path if getattr(error, "ctx", None) else "thuocdo"
    print(_("Xem cách dùng: {command} --help").format(command=path), file=sys.stderr)


def usage_text(error) -> str:
    """The message of a usage error."""
    kind, text = type(error).__name__, error.format_message()
    if kind == "MissingParameter":
        return _("lệnh thiếu {what}.").format(what=_name(error.param))
    if kind == "NoSuchOption":
        known = [name for p in error.ctx.command.params for name in p.opts] if error.ctx else []
        message = _("lệnh này không có mục {what}.").format(what=error.option_name)
        return _with_hint(message, did_you_mean(error.option_name, known))
    if kind == "BadOptionUsage" and "requires an argument" in text:
        return _("mục {what} cần một giá trị đứng sau.").format(what=error.option_name)
    if found := re.search(r"No such command '(.+?)'", text):
        known = list(getattr(error.ctx.command, "commands", {})) if error.ctx else []
        message = _("không có lệnh “{what}”.").format(what=found[1])
        return _with_hint(message, did_you_mean(found[1], known)
                          or _("Các lệnh: {known}.").format(known=", ".join(known)))  # fmt: skip
    if found := re.search(r"unexpected extra argument\S* \((.+?)\)", text):
        message = _("thừa “{what}”.").format(what=found[1])
        return _with_hint(message, _("Tên có dấu cách phải đặt trong ngoặc kép."))
    return _bad_value(error, text)


def _bad_value(error, text: str) -> str:
    param = getattr(error, "param", None)
    if param is None:
        return text
    if found := re.search(r"'(.*)' is not one of (.*?)\.?$", error.message):
        message = _("{name}: “{given}” không phải giá trị được phép ({allowed}).")
        allowed = found[2].replace("'", "")
        return message.format(name=_name(param), given=found[1], allowed=allowed)
    return f"{_name(param)}: {error.message}"


def _with_hint(message: str, hint: str | None) -> str:
    return f"{message} → {hint}" if hint else message


def _name(param) -> str:
    if param.param_type_name == "argument":
        return (param.metavar or param.name).strip("[]{}")
    return " / ".join(param.opts)
