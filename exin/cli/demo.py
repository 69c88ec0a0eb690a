"""The command `exin demo`: an installation with an invented register, and a tour of the engine on a copy of it.

Must not touch an installation that is in use, nor leave the copy behind.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exin.begreper import programnavn
from exin.cli.feil import answer_to
from exin.cli.oppstilling import avsnitt, tabell
from exin.cli.ramme import fail, noted_fault
from exin.cli.valg import Dir, user_name
from exin.errors import ExinError, Misconfigured
from exin.skrivemate import antall

if TYPE_CHECKING:
    from exin.actor import Caller
    from exin.app import Installation

_LINES_OF_QUEUE = 6
_PHASES = {"start_vurdering": "vurdering", "start_forlop": "forløp"}
_RULE = "─" * 78


def demo(
    mappe: Dir = None,
    bruker: Annotated[
        str,
        typer.Option(
            "--bruker", help="Brukernavnet til den systemansvarlige.", metavar="BRUKER", callback=user_name
        ),
    ] = "admin",
    nettsted: Annotated[
        bool, typer.Option("--nettsted", help="Vis den i nettleseren, i stedet for omvisningen her.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", help="Porten nettsidene vises på.", metavar="PORT", min=0, max=65_535)
    ] = 8000,
) -> None:
    """Vis motoren i arbeid på oppdiktede personer.

    Lager installasjonen og laster demonstrasjonen første gang. Omvisningen skjer på en kopi, som fjernes etterpå.
    """
    from exin import settings  # noqa: PLC0415 - heavy; not for --help

    folder = settings.folder(mappe)
    try:
        caller = _caller(bruker)
        installation = _ready(folder, caller)
        if nettsted:
            _in_browser(installation, caller, port)
            return
        with _copy(installation) as copy:
            _tour(copy, caller)
        _say("", *_what_next(folder))
    except ExinError as error:
        fail(answer_to(error), as_json=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold content
        fail(noted_fault(error, folder), as_json=False)


def _in_browser(installation: "Installation", caller: "Caller", port: int) -> None:
    from exin.cli.demo_nettsted import show_in_browser  # noqa: PLC0415 - heavy; not for --help

    show_in_browser(installation, caller, port=port)


def _say(*lines: str) -> None:
    for line in lines:
        print(line, flush=True)  # noqa: T201 - the command line's own output


def _caller(bruker: str) -> "Caller":
    from exin.actor import Caller, os_user  # noqa: PLC0415
    from policies import Door  # noqa: PLC0415

    return Caller(dor=Door.CLI, brukernavn=bruker, os_bruker=os_user())


# -- the installation, and a copy of it ------------------------------------------------------------------------


def _ready(folder: Path, caller: "Caller") -> "Installation":
    """The installation with the demonstration in it: made and loaded where it is not."""
    from exin import settings  # noqa: PLC0415
    from exin.app import initialise, open_installation  # noqa: PLC0415
    from exin.casework.demo.load import is_loaded, load_demo  # noqa: PLC0415

    if (folder / settings.FILE_NAME).exists():
        installation = open_installation(folder)
    else:
        _say(f"Lager nøkler og en database i {folder}.")
        installation = initialise(folder, bruker=str(caller.brukernavn), os_bruker=str(caller.os_bruker))
    office = installation.office
    if not is_loaded(office, caller):
        load_demo(office, caller, _say)
        _say("")
    office.pin()
    return installation


@contextmanager
def _copy(installation: "Installation") -> Iterator["Installation"]:
    """The same installation somewhere else, for as long as the tour takes."""
    from exin.app import open_installation  # noqa: PLC0415
    from exin.casework.demo.copy import copy_folder  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="exin-omvisning-") as name:
        target = Path(name) / "var"
        copy_folder(installation.folder, target, installation.settings)
        copy = open_installation(target)
        try:
            yield copy
        finally:
            copy.office.means.database.close()


# -- the tour ------------------------------------------------------------------------------------------------


def _tour(copy: "Installation", admin: "Caller") -> None:
    _say(
        "Omvisningen skjer på en kopi som fjernes når den er ferdig. Alle personer er oppdiktet.",
        "Registeret er slik et team fører det i regneark i dag: 204 saker og 1125 hendelser, med datoene",
        "flyttet slik at det slutter i går.",
    )
    _figures(copy, admin)
    _queue(copy, admin)
    _one_case(copy, admin)
    _log(copy)


def _heading(number: int, text: str, *explained: str) -> None:
    _say("", f"{number}. {text}", _RULE, *explained, *([""] if explained else []))


def _figures(copy: "Installation", admin: "Caller") -> None:
    from exin.casework.demo.people import LEDER  # noqa: PLC0415
    from exin.casework.oversikt.nokkeltall import read_nokkeltall  # noqa: PLC0415
    from exin.cli.nokkeltall import as_text  # noqa: PLC0415

    yesterday = copy.office.means.today() - timedelta(days=1)
    with copy.office.read(_as(admin, LEDER)) as r:
        found = read_nokkeltall(r, yesterday)
    _heading(1, "Nøkkeltallene", "Regnet fra historikken, for hvilken som helst dag. Slik leder01 ser dem:")
    text = as_text(found.as_dict(), yesterday)
    _say(*(f"  {line}".rstrip() for line in text[: text.index("Ikke tatt inn, etter årsak") - 1]))
    _say("", f"  Resten: exin nokkeltall --per {yesterday.isoformat()} --som {LEDER}")


def _queue(copy: "Installation", admin: "Caller") -> None:
    from exin.casework.demo.people import LEDER  # noqa: PLC0415
    from exin.casework.oversikt.ko import queue  # noqa: PLC0415

    with copy.office.read(_as(admin, LEDER)) as r:
        waiting = queue(r)
    _heading(
        2, "Køen", "Hvem som venter, siden når, og hva som mangler. Den som har ventet lengst, står først:"
    )
    for line in waiting[:_LINES_OF_QUEUE]:
        waits_for = _PHASES.get(line.venter_pa, line.venter_pa)
        days = antall(line.dager, "dag", "dager")
        head = f"{line.saksnr}  {line.navn}, {programnavn(line.program)}: har ventet på {waits_for} i {days}"
        _say(f"  {head}", *(each for reason in line.mangler for each in avsnitt(f"– {reason.mangler}", 14)))
        if not line.mangler:
            _say(*avsnitt("– Ingenting mangler: klar.", 14))
    more = len(waiting) - _LINES_OF_QUEUE
    if more > 0:
        _say("", f"  ... og {more} til: exin ko --som {LEDER}")


def _one_case(copy: "Installation", admin: "Caller") -> None:
    from exin.casework.demo.tour import Tour  # noqa: PLC0415

    _heading(
        3,
        "En sak gjennom alle fasene",
        "Hver linje er en handling som er avgjort av reglene og ført i loggen.",
    )
    tour = Tour(copy.office, admin)
    for scene in tour.scenes():
        mark = "✗" if scene.avslag else "✓"
        _say(f"  {mark} {scene.hvem} {scene.hva}: {scene.ble}")
        for reason in scene.grunner:
            _say(*avsnitt(f"– {reason.tekst}", 6), *avsnitt(f"  {reason.mangler} ({reason.hvem})", 6))
    _case_log(copy, admin, tour.saksnr)


def _case_log(copy: "Installation", admin: "Caller", saksnr: str) -> None:
    """What the auditor sees of the same case."""
    from exin.casework.demo.people import REVISOR  # noqa: PLC0415
    from exin.casework.logg.innsyn import search_log  # noqa: PLC0415
    from exin.casework.logg.utvalg import Sok  # noqa: PLC0415

    with copy.office.read(_as(admin, REVISOR)) as r:
        found = search_log(r, Sok(saksnr=saksnr))
    refused = [each for each in found if each.utfall != "tillatt"]
    _say(
        "",
        f"  Revisor ser {antall(len(found), 'hendelse', 'hendelser')} om saken i loggen: hvem, hva, når og hvorfor,",
        f"  aldri innholdet. {antall(len(refused), 'av dem er et avslag', 'av dem er avslag')}:",
        *tabell(
            [
                (each.ansatt or "", each.handling, each.utfall, each.formal or "")
                for each in reversed(refused)
            ],
            innrykk=4,
        ),
    )


def _log(copy: "Installation") -> None:
    from exin.actor import Caller, os_user  # noqa: PLC0415
    from exin.casework.logg.verifisering import verify  # noqa: PLC0415
    from policies import Door, Job  # noqa: PLC0415

    _heading(4, "Loggen", "Er noe endret bak ryggen på motoren, i loggen eller i dataene, finnes det her:")
    copy.office.pin()
    with copy.office.read(Caller(dor=Door.CLI, jobb=Job.VERIFISERING, os_bruker=os_user())) as r:
        report = verify(r, copy.office.pins, data=True)
    if not report.hel:
        raise Misconfigured("loggen_er_ikke_hel")
    _say(
        f"  {report.innforsler} innførsler, {report.rader} rader og {report.celler} forseglede felt er kontrollert.",
        "  Loggen er hel, og hver rad er som den sist ble skrevet.",
        f"  Rot: {report.rot}",
    )


def _as(admin: "Caller", brukernavn: str) -> "Caller":
    from dataclasses import replace  # noqa: PLC0415

    return replace(admin, brukernavn=brukernavn)


def _what_next(folder: Path) -> list[str]:
    where = "" if str(folder) == "var" else f" --dir {folder}"
    program = Path(sys.argv[0])
    name = str(program) if program.name == "exin" and not program.is_absolute() else "exin"
    return [
        _RULE,
        f"Omvisningen har ikke endret noe i {folder}. Prøv selv:",
        f"  {name} sak liste --som ansatt03{where}",
        f"  {name} ko --som leder01{where}",
        f"  {name} logg sok --som revisor01 --formal kontroll{where}",
        f"  {name} --help",
    ]
