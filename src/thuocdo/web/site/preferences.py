"""How a reader wants pages shown: theme, size of text, contrast. Kept in one small cookie.

The server writes the choices into the page, so they hold without JavaScript. The cookie holds
one word for each of `PREFERENCES`, such as `dark.large.high`; anything else is ignored.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from thuocdo.kernel.tables import N_

COOKIE = "thuocdo_hien_thi"
A_YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing a reader may choose: its name, and the choices with their labels, default first."""

    name: str
    label: str
    choices: dict[str, str]

    @property
    def default(self) -> str:
        """What holds until the reader chooses."""
        return next(iter(self.choices))


PREFERENCES = (
    Preference(
        "theme", N_("Nền"), {"auto": N_("theo máy"), "light": N_("sáng"), "dark": N_("tối")}
    ),
    Preference(
        "size",
        N_("Cỡ chữ"),
        {"normal": N_("thường"), "large": N_("lớn"), "larger": N_("rất lớn")},
    ),
    Preference("contrast", N_("Tương phản"), {"normal": N_("thường"), "high": N_("cao")}),
)


def chosen(request: HttpRequest) -> dict[str, str]:
    """The reader's choice for each preference."""
    words = request.COOKIES.get(COOKIE, "").split(".")
    words += [""] * (len(PREFERENCES) - len(words))
    return {
        each.name: word if word in each.choices else each.default
        for each, word in zip(PREFERENCES, words, strict=False)
    }


# A forged request could change no more than the size of a reader's letters; without a token
# the form is the same for everyone and its page can be kept.
@csrf_exempt
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choices of the form, go back to the page it stood on."""
    kept = chosen(request)
    for each in PREFERENCES:
        if request.POST.get(each.name) in each.choices:
            kept[each.name] = request.POST[each.name]
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        COOKIE,
        ".".join(kept.values()),
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe and wanted.startswith("/") else reverse("home")
