"""The Jinja environment: how days, moments, words and addresses stand on a page.

Must not look anything up: what a page shows was opened in the block that ended before it.
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from exin import begreper, skrivemate
from exin.casework.hus.okter import IDLE
from exin.clock import OSLO, oslo_day
from exin.maned import Maned
from exin.settings import KOPI_DAGER
from exin.web.hjelpetekster import FORST
from exin.web.ordforklaring import TILSTANDER
from exin.web.statisk import static_url

WARNED: Final = timedelta(minutes=2)
"""So long before a session ends the page asks whether somebody is there."""

_TEMPLATES: Final = Path(str(resources.files("exin.web") / "templates"))


@cache
def pages() -> Environment:
    """The environment of all pages: one in a process, so that no template is compiled twice. Not to be changed."""
    return make_environment()


def make_environment() -> Environment:
    """An environment like that of all pages."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "dag": skrivemate.dag,
        "dag_i_ord": dag_i_ord,
        "ukedag": skrivemate.ukedag,
        "tid": tid,
        "klokken": skrivemate.klokken,
        "iso": iso,
        "tall": skrivemate.tall,
        "ord": begreper.lest,
        "initialer": initials,
        "antall": skrivemate.antall,
    }
    environment.globals |= {
        "statisk": static_url,
        "lenke": link,
        "programnavn": begreper.programnavn,
        "tilstand": begreper.tilstand,
        "hendelse": begreper.hendelse,
        "kilde": begreper.kilde,
        "lukket": begreper.lukket,
        "minutter": {"uten_bruk": _minutes(IDLE), "varslet": _minutes(WARNED)},
        "kopi_dager": KOPI_DAGER,
        "funksjon": begreper.funksjon,
        "skjerming": begreper.skjerming,
        "lag": begreper.lag,
        "sidehjelp": FORST,
        "tilstandsord": TILSTANDER,
    }
    return environment


def _minutes(lasts: timedelta) -> int:
    return lasts // timedelta(minutes=1)


_TODAY: Final[ContextVar[date]] = ContextVar("today")
"""The day of the page being rendered: macros of other files do not see the page's own values."""


def dag_i_ord(day: date | Maned | None) -> str:
    """A day in words, without the year where it is this one."""
    return skrivemate.dag_i_ord(day, naa=_TODAY.get()) if day else skrivemate.NONE


def tid(moment: date | datetime | None) -> str:
    """A moment in words, by Oslo's clock: «i dag kl. 08.12», «19. november kl. 13.02»; a day by itself as a day."""
    if not isinstance(moment, datetime):
        return dag_i_ord(moment)
    today = _TODAY.get()
    if oslo_day(moment) == today:
        return f"i dag kl. {skrivemate.klokken(moment)}"
    return skrivemate.tid_i_ord(moment, naa=today)


def iso(when: date | datetime | Maned) -> str:
    """For the attribute `datetime`: a day, a month, or a moment by Oslo's clock to the minute."""
    if isinstance(when, Maned):
        return when
    if isinstance(when, datetime):
        return when.astimezone(OSLO).strftime("%Y-%m-%dT%H:%M")
    return when.isoformat()


def initials(name: str) -> str:
    """Two letters of a name, for the round mark beside it."""
    words = [word for word in name.replace(".", " ").replace("-", " ").split() if word]
    if len(words) > 1:
        return (words[0][0] + words[-1][0]).upper()
    return (words[0][:1] + words[0][-1:]).upper() if words else "?"


@pass_context
def link(context: Context, *parts: str, **query: str | int | None) -> str:
    """An address of this site. The purpose that the reader stated goes along to the pages of a case."""
    side = context["side"]
    return address(*parts, formal=query.pop("formal", side.formal), **query)


def address(*parts: str, **query: str | int | None) -> str:
    """An address: its parts, and what is asked for where it is given."""
    path = "/" + "/".join(quote(part, safe="") for part in parts)
    asked = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(asked)}" if asked else path


Renderer = Callable[[str, Mapping[str, Any]], str]


def renderer(environment: Environment) -> Renderer:
    """What makes text of a template's name and what it is to show."""

    def render(name: str, content: Mapping[str, Any]) -> str:
        token = _TODAY.set(content["side"].dag)
        try:
            return environment.get_template(name).render(content)
        finally:
            _TODAY.reset(token)

    return render
