"""`exin ansatt`: staff, their roles, duties, clearance, team and share of a post."""

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin.cli import ansatt_forslag, ansatt_fravar, ansatt_innlogging
from exin.cli.ansatt_forslag import how_to_approve, waiting
from exin.cli.ramme import kjor
from exin.cli.valg import Bruker, Dir, Json, Som
from exin.skrivemate import dag

if TYPE_CHECKING:
    from exin.casework.hus.ansatte import AnsattValg
    from exin.casework.hus.ansattvisning import AnsattView, FravarVisning

app = typer.Typer(help="Ansatte: roller, plikter, klarering, sperring, e-post, fravær og innlogging.")


class Rolle(StrEnum):
    """The roles, as the command line offers them (a test compares them with the rules')."""

    SAKSBEHANDLER = "saksbehandler"
    TEAMLEDER = "teamleder"
    REVISOR = "revisor"
    SYSTEMANSVARLIG = "systemansvarlig"


class Plikt(StrEnum):
    """The duties, likewise."""

    MOTTAK = "mottak"
    VAKT = "vakt"


Rollen = Annotated[Rolle, typer.Option("--rolle", help="Rollen. Hver ansatt har én.", metavar="ROLLE")]
NyRolle = Annotated[
    Rolle | None,
    typer.Option(
        "--rolle", help="Ny rolle: saksbehandler, teamleder, revisor eller systemansvarlig.", metavar="ROLLE"
    ),
]
Plikter = Annotated[
    list[Plikt] | None,
    typer.Option("--plikt", help="En plikt: mottak eller vakt. Kan gjentas.", metavar="PLIKT"),
]
UtenPlikter = Annotated[
    list[Plikt] | None,
    typer.Option("--uten-plikt", help="En plikt som faller bort. Kan gjentas.", metavar="PLIKT"),
]
Klarering = Annotated[
    bool | None,
    typer.Option("--klarering/--uten-klarering", help="Klarert for strengt fortrolige saker."),
]
Team = Annotated[str | None, typer.Option("--team", help="Koden til teamet.", metavar="TEAM")]
Andel = Annotated[
    int | None,
    typer.Option("--stillingsandel", help="Prosent av en stilling.", metavar="PROSENT", min=0, max=100),
]
OsBruker = Annotated[
    str | None,
    typer.Option(
        "--os-bruker",
        help="Brukeren i operativsystemet. I produksjon kan den ansatte bare logge inn som den.",
        metavar="BRUKER",
    ),
]


@app.command()
def ny(
    bruker: Bruker,
    *,
    rolle: Rollen,
    som: Som,
    plikt: Plikter = None,
    klarering: Klarering = None,
    team: Team = None,
    stillingsandel: Andel = None,
    os_bruker: OsBruker = None,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Registrer en ansatt. Teamledere, revisorer, systemansvarlige og klarerte må en annen godkjenne."""
    from exin.casework.hus.ansatte import add_staff  # noqa: PLC0415 - heavy; not for --help

    valg = _valg(rolle, plikt, None, klarering, team, stillingsandel, os_bruker)
    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            waits = add_staff(w, bruker, valg)
        unbound = run.installation.settings.production and os_bruker is None
        data = {
            "brukernavn": bruker,
            "rolle": rolle.value,
            "kan_logge_inn": not unbound and not waits,
            "venter": waits,
        }
        told = [f"Registrerte {bruker} som {rolle.value}."]
        if waits:
            told.append(f"Kontoen er sperret til en annen har godkjent den. {how_to_approve(bruker)}")
        if unbound:
            told.append(
                f"{bruker} kan ikke logge inn ennå: i produksjon må den ansatte være knyttet til en bruker i "
                f"operativsystemet. Kjør «exin ansatt endre {bruker} --os-bruker BRUKER»."
            )
        run.show(data, "\n".join(told))


@app.command()
def endre(
    bruker: Bruker,
    *,
    som: Som,
    rolle: NyRolle = None,
    plikt: Plikter = None,
    uten_plikt: UtenPlikter = None,
    klarering: Klarering = None,
    team: Team = None,
    stillingsandel: Andel = None,
    os_bruker: OsBruker = None,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Endre rolle, plikter, klarering, team, stillingsandel eller innlogging.

    Rollene teamleder, revisor og systemansvarlig, klarering, ny innlogging og et annet lag for en teamleder
    må en annen godkjenne.
    """
    from exin.casework.hus.ansatte import change_staff  # noqa: PLC0415 - heavy; not for --help

    valg = _valg(rolle, plikt, uten_plikt, klarering, team, stillingsandel, os_bruker)
    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            waits = change_staff(w, bruker, valg)
        told = f"Det som én kan gjøre, er gjort. {waiting(bruker)}" if waits else f"Endret {bruker}."
        run.show({"brukernavn": bruker, "endret": True, "venter": waits}, told)


@app.command()
def sperr(bruker: Bruker, som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Sperr en konto. Det gjelder med en gang, og øktene avsluttes."""
    _set_active(bruker, som, mappe, som_json, aktiv=False)


@app.command()
def apne(bruker: Bruker, som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Foreslå å åpne en sperret konto. En annen må godkjenne det."""
    _set_active(bruker, som, mappe, som_json, aktiv=True)


def _set_active(bruker: str, som: str, mappe: Dir, som_json: bool, *, aktiv: bool) -> None:
    from exin.casework.hus.ansatte import set_active  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.work() as w:
            waits = set_active(w, bruker, aktiv=aktiv)
        text = waiting(bruker) if waits else f"{'Åpnet' if aktiv else 'Sperret'} kontoen {bruker}."
        run.show({"brukernavn": bruker, "aktiv": aktiv and not waits, "venter": waits}, text)


@app.command()
def liste(som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Vis alle ansatte."""
    from exin.casework.hus.ansattvisning import list_staff  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.read() as w:
            found = list_staff(w)
        run.show([_as_data(each) for each in found], _table(found))


def _valg(
    rolle: Rolle | None,
    plikter: list[Plikt] | None,
    uten: list[Plikt] | None,
    klarering: bool | None,
    team: str | None,
    andel: int | None,
    os_bruker: str | None,
) -> "AnsattValg":
    from exin.casework.hus.ansatte import AnsattValg  # noqa: PLC0415 - heavy; not for --help

    said = {**dict.fromkeys(uten or (), False), **dict.fromkeys(plikter or (), True)}
    return AnsattValg(
        rolle=rolle.value if rolle else None,
        mottak=said.get(Plikt.MOTTAK),
        vakt=said.get(Plikt.VAKT),
        klarert=klarering,
        team=team,
        stillingsandel=andel,
        os_bruker=os_bruker,
    )


def _as_data(each: "AnsattView") -> dict[str, Any]:
    return {
        "brukernavn": each.brukernavn,
        "rolle": each.rolle,
        "plikter": list(each.plikter),
        "klarert": each.klarert,
        "team": each.team,
        "stillingsandel": each.stillingsandel,
        "os_bruker": each.os_bruker,
        "epost": each.epost,
        "fravar": [asdict(absence) for absence in each.fravar],
        "aktiv": each.aktiv,
        "registrert": each.registrert,
    }


def _table(found: "list[AnsattView]") -> str:
    head = (
        "Bruker",
        "Rolle",
        "Plikter",
        "Klarert",
        "Team",
        "Stilling",
        "Innlogging",
        "Konto",
        "E-post",
        "Fravær",
    )
    lines = [head, *(_line(each) for each in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _line(each: "AnsattView") -> tuple[str, ...]:
    return (
        each.brukernavn,
        each.rolle,
        ", ".join(each.plikter) or "-",
        "ja" if each.klarert else "nei",
        each.team,
        f"{each.stillingsandel} %",
        each.os_bruker or "-",
        "åpen" if each.aktiv else "sperret",
        each.epost or "-",
        "; ".join(map(_absence, each.fravar)) or "-",
    )


def _absence(each: "FravarVisning") -> str:
    return f"{dag(each.fra)}–{dag(each.til)}" + (f" (vikar: {each.vikar})" if each.vikar else "")


for each in (ansatt_fravar, ansatt_innlogging, ansatt_forslag):
    app.registered_commands.extend(each.app.registered_commands)
