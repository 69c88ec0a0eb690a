"""What the demonstration's staff have written on a case: as its contact would, with days in the past.

Must not be seen where it was not written: each row passes the door under the contact's name, and is logged.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from exin.casework.demo import texts
from exin.casework.demo.register import Demosak
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.store import arbeid as rows
from exin.store.tables import Notat, Tilbud
from exin.work import Work
from policies import Action

Writer = Callable[[Work, Demosak, Random, date], None]


def write_work(w: Work, sak: Demosak, yesterday: date) -> None:
    """Write what fits where the case stands; nothing on one that is closed or has its work already."""
    writer = _WRITERS.get(sak.siste)
    if writer is not None and not _written(w, sak):
        writer(w, sak, texts.dice(sak.saksnr), yesterday)


def has_work(sak: Demosak) -> bool:
    """Whether anything fits."""
    return sak.siste in _WRITERS


def _written(w: Work, sak: Demosak) -> bool:
    """Whether an earlier run came so far: then this one goes on after it."""
    if sak.siste == "ikke_tatt_inn":
        grant = w.permit(Action.SKRIV_TILBUD, sak.saksnr)
        return bool(rows.of_case(w.tx, grant, Tilbud))
    return bool(rows.of_case(w.tx, w.permit(Action.SKRIV_NOTAT, sak.saksnr), Notat))


def _in_henvendelse(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    _note(w, sak, chance.choice(texts.FORSTE_SAMTALE), sak.dag("informasjonssamtale") or yesterday)


def _in_vurdering(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    _note(w, sak, chance.choice(texts.FORSTE_SAMTALE), sak.dag("start_vurdering", "reinntak") or yesterday)
    if sak.kartlagt is not None:
        _map(w, sak, chance, sak.kartlagt)
        if chance.random() < 0.4:  # noqa: PLR2004 - some have consented, some are yet to be asked
            _consent(w, sak, chance, sak.kartlagt)
    elif chance.random() < 0.5:  # noqa: PLR2004 - begun, not finished
        begun = NyKartlegging(motivasjon=chance.choice(texts.MOTIVASJON), dato=yesterday)
        arbeid.write_kartlegging(w, sak.saksnr, begun)


def _in_forlop(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    started = sak.dag("start_forlop") or yesterday
    _map(w, sak, chance, sak.kartlagt or started)
    _consent(w, sak, chance, started)
    days = max((yesterday - started).days, 0)
    for text in chance.sample(texts.SAMTALER, 2):
        arbeid.write_kontakt(w, sak.saksnr, _talk(chance, text, started + timedelta(chance.randint(0, days))))
    for text in chance.sample(texts.NOTATER, chance.randint(1, 2)):
        _note(w, sak, text, started + timedelta(chance.randint(0, days)))


def _in_avslutning(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    _in_forlop(w, sak, chance, yesterday)
    closing = sak.dag("start_avslutning") or yesterday
    arbeid.write_plan(w, sak.saksnr, chance.choice(texts.PLANER), dato=closing)
    if chance.random() < 0.5:  # noqa: PLR2004 - in half of them a service has confirmed
        arbeid.write_overlevering(w, sak.saksnr, chance.choice(texts.TJENESTER), dato=yesterday)


def _in_frafall(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    left = sak.dag("frafall") or yesterday
    _note(w, sak, chance.choice(texts.NOTATER), left)
    attempt = NyKontakt(slag="telefon", utfall="forsok", dato=yesterday, tekst=chance.choice(texts.FORSOK))
    arbeid.write_kontakt(w, sak.saksnr, attempt)


def _ikke_tatt_inn(w: Work, sak: Demosak, chance: Random, yesterday: date) -> None:
    """Most were told of other services, some were not, and of some it is not known: the report says so."""
    told = sak.dag("ikke_tatt_inn") or yesterday
    came_to = chance.random()
    if came_to < 0.75:  # noqa: PLR2004
        arbeid.write_tilbud(w, sak.saksnr, gitt=True, tekst=chance.choice(texts.TILBUD_GITT), dato=told)
        arbeid.write_fortalt(w, sak.saksnr, chance.choice(("samtale", "telefon", "brev")), dato=told)
    elif came_to < 0.9:  # noqa: PLR2004
        why = chance.choice(texts.TILBUD_IKKE_GITT)
        arbeid.write_tilbud(w, sak.saksnr, gitt=False, tekst=why, dato=told)


_WRITERS: dict[str, Writer] = {
    "henvendelse": _in_henvendelse,
    "start_vurdering": _in_vurdering,
    "reinntak": _in_vurdering,
    "start_forlop": _in_forlop,
    "start_avslutning": _in_avslutning,
    "frafall": _in_frafall,
    "ikke_tatt_inn": _ikke_tatt_inn,
}


def _note(w: Work, sak: Demosak, text: str, day: date) -> None:
    arbeid.write_notat(w, sak.saksnr, text, dato=day)


def _consent(w: Work, sak: Demosak, chance: Random, day: date) -> None:
    arbeid.write_samtykke(w, sak.saksnr, "deltakelse", gitt=day, tekst=chance.choice(texts.SAMTYKKER))


def _map(w: Work, sak: Demosak, chance: Random, day: date) -> None:
    areas = ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov")
    scores = ", ".join(f"{area} {chance.randint(1, 5)}" for area in areas)
    mapping = NyKartlegging(
        motivasjon=chance.choice(texts.MOTIVASJON),
        risiko=chance.choice(texts.RISIKO),
        beskyttelsesfaktorer=chance.choice(texts.BESKYTTELSE),
        behov=chance.choice(texts.BEHOV),
        skar=scores,
        dato=day,
    )
    arbeid.write_kartlegging(w, sak.saksnr, mapping)


def _talk(chance: Random, text: str, day: date) -> NyKontakt:
    arena = chance.choice(texts.ARENAER)
    return NyKontakt(slag="samtalemodul", utfall="holdt", dato=day, arena=arena, tekst=text)
