"""Cases that stand where a test wants them, brought there through the door as staff would.

Must not write a row by hand: whatever stands in the database has been permitted, sealed and logged.
"""

from datetime import date
from typing import Any

from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.steg import Kvittering, Onske
from exin.casework.tilgang import tildeling, tilgangsonske
from exin.ids import Saksnr
from exin.store import hus, rows
from policies import Action
from tests.helpers import people
from tests.helpers.office import Kontor

WAY = ("henvendelse", "vurdering", "forlop", "avslutning", "avsluttet")
"""The four phases and the end, in order."""


def register(kontor: Kontor, by: str = "mottak", **given: Any) -> Kvittering:  # noqa: ANN401 - any field
    """A new henvendelse."""
    with kontor.work(by) as w:
        return henvendelse.register_henvendelse(w, people.henvendelse(**given))


def give(
    kontor: Kontor, saksnr: str, to: str = "kari", *, by: str = "leder", funksjon: str = "kontakt"
) -> None:
    """Assign a case."""
    with kontor.work(by) as w:
        tildeling.assign(w, saksnr, to, funksjon)


def wish(kontor: Kontor, saksnr: Saksnr, by: str = "klarert1") -> Saksnr:
    """Ask for access to a case; its number again."""
    with kontor.work(by) as w:
        tilgangsonske.ask(w, saksnr)
    return saksnr


def advance(kontor: Kontor, saksnr: str, hendelse: str, by: str = "kari", **given: Any) -> Kvittering:  # noqa: ANN401
    """Take one step; the given fields are those of `Onske`."""
    with kontor.work(by) as w:
        return steg.advance(w, saksnr, Onske(hendelse=hendelse, **given))


def talk(kontor: Kontor, saksnr: str, by: str = "kari", **given: Any) -> None:  # noqa: ANN401
    """Write a contact: an informasjonssamtale that was held, unless told otherwise."""
    with kontor.work(by) as w:
        arbeid.write_kontakt(
            w, saksnr, NyKontakt(**{"slag": "informasjonssamtale", "utfall": "holdt"} | given)
        )


def attempt(kontor: Kontor, saksnr: str, by: str = "kari", *, times: int = 1) -> None:
    """Write attempts at contact."""
    for _ in range(times):
        talk(kontor, saksnr, by, slag="telefon", utfall="forsok")


def map_out(kontor: Kontor, saksnr: str, by: str = "kari", **given: Any) -> None:  # noqa: ANN401
    """Write a kartlegging of all areas, unless told otherwise."""
    areas = {area: f"Om {area}." for area in ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov")}
    with kontor.work(by) as w:
        arbeid.write_kartlegging(w, saksnr, NyKartlegging(**(given or areas)))


def consent(kontor: Kontor, saksnr: str, by: str = "kari", **given: Any) -> None:  # noqa: ANN401
    """Write consent to take part."""
    with kontor.work(by) as w:
        arbeid.write_samtykke(w, saksnr, "deltakelse", **given)


def prepare(kontor: Kontor, saksnr: str, hendelse: str, by: str = "kari") -> None:
    """Do what the guards of a step on the way ask for."""
    if hendelse == "start_vurdering":
        talk(kontor, saksnr, by)
    elif hendelse == "start_forlop":
        map_out(kontor, saksnr, by)
        consent(kontor, saksnr, by)
    elif hendelse == "start_avslutning":
        with kontor.work(by) as w:
            arbeid.write_plan(w, saksnr, "Overlevering til NAV og bydelen.")
    elif hendelse == "avslutt":
        with kontor.work(by) as w:
            arbeid.write_overlevering(w, saksnr, "NAV Sagene")
        with kontor.work(by) as w:
            arbeid.write_fortalt(w, saksnr, "samtale")


_INTO = {
    "vurdering": "start_vurdering",
    "forlop": "start_forlop",
    "avslutning": "start_avslutning",
    "avsluttet": "avslutt",
}


def go_on(kontor: Kontor, saksnr: str, tilstand: str, *, fra: str = "henvendelse", by: str = "kari") -> None:
    """Take a case along the way to a state."""
    for state in WAY[WAY.index(fra) + 1 : WAY.index(tilstand) + 1]:
        prepare(kontor, saksnr, _INTO[state], by)
        advance(kontor, saksnr, _INTO[state], by)


def case(
    kontor: Kontor,
    tilstand: str = "henvendelse",
    *,
    kontakt: str | None = "kari",
    apen_til: date | None = None,
    **given: Any,  # noqa: ANN401 - any field of a henvendelse
) -> Saksnr:
    """The number of a new case of `kontakt`, standing in any state. A frafall is one from forlop."""
    saksnr = register(kontor, **given).saksnr
    if kontakt is not None:
        give(kontor, saksnr, kontakt)
    by = kontakt or "leder"
    if tilstand in WAY:
        go_on(kontor, saksnr, tilstand, by=by)
    elif tilstand == "frafall":
        go_on(kontor, saksnr, "forlop", by=by)
        drop_out(kontor, saksnr, by, apen_til=apen_til)
    elif tilstand == "ikke_tatt_inn":
        advance(kontor, saksnr, "ikke_tatt_inn", by, arsak="kapasitet", tilbud="gitt")
    else:
        raise ValueError(tilstand)
    return saksnr


def drop_out(kontor: Kontor, saksnr: str, by: str = "kari", *, apen_til: date | None = None) -> Kvittering:
    """Frafall, with the door open for a year unless told otherwise."""
    until = apen_til or kontor.clock.today.replace(year=kontor.clock.today.year + 1)
    return advance(kontor, saksnr, "frafall", by, arsak="nye_hendelser", apen_til=until)


def protected_case(kontor: Kontor, tilstand: str = "henvendelse", **given: Any) -> Saksnr:  # noqa: ANN401
    """A strengt_fortrolig case with its circle: klarert_leder, klarert1 (contact) and klarert2."""
    saksnr = register(kontor, by="klarert1", skjerming="strengt_fortrolig", **given).saksnr
    with kontor.work("klarert1") as w:
        tildeling.protect(
            w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    give(kontor, saksnr, "klarert1", by="klarert_leder")
    go_on(kontor, saksnr, tilstand, by="klarert1")
    return saksnr


def set_places(
    kontor: Kontor, program: str, plasser: int, vurderingsplasser: int | None = None, *, by: str = "admin"
) -> None:
    """Set the number of places of a programme. There is no command for it yet, so the row is written as one would."""
    with kontor.work(by) as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        w.begin()
        stored = hus.programme(w.tx, program)
        rows.change(w.tx, grant.number, stored, plasser=plasser, vurderingsplasser=vurderingsplasser)
