"""`exin sak moter` and `exin sak mote ...`: meetings with the person, planned, moved, cleared and ended.

Must not show again what was written of a meeting: the receipt has case number, time and id.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exin import begreper
from exin.cli.oppstilling import avsnitt, kort_id
from exin.cli.ramme import Kjoring, kjor
from exin.cli.sak_felles import TEKST, ask_first, done
from exin.cli.tekster import Felt, FraFil, one_file, read
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som, user_name
from exin.clock import OsloTid
from exin.errors import InvalidInput
from exin.skrivemate import antall, tid

if TYPE_CHECKING:
    from exin.casework.visning.motevisning import MoteVisning

app = typer.Typer()
mote = typer.Typer(help="Ett møte: planlegg, flytt, klarer, og før hva det ble til.")
app.add_typer(mote, name="mote")

_FIELDS = (
    Felt("modul", "Hva møtet gjelder (kan være tomt)"),
    Felt("arena", "Arena (kan være tomt)"),
    Felt("sted", "Sted (kan være tomt)"),
    Felt("reise", "Reise dit og hjem (kan være tomt)"),
    Felt("merknad", "Merknad om sikkerhet (kan være tom)"),
)
_FORMS = ("%d.%m.%Y %H.%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
_NOT_CLEARED = (
    "Møtet er IKKE KLARERT: ingen risikovurdering er i kraft den dagen. Før en kartlegging som dekker risiko, "
    "og kjør «exin sak mote klarer {} {}». Kontaktpersonen og teamlederen har fått beskjed."
)

Mote = Annotated[
    str, typer.Argument(help="Id-en til møtet, se «exin sak moter».", metavar="MØTE-ID", show_default=False)
]
_TID = "Når møtet er, etter klokken i Oslo, som «20.01.2026 13.00»."
_HOLDER = "Hvem som holder møtet."


def read_moment(text: str) -> OsloTid:
    """A date and time as Norwegians write it or as ISO 8601, without a zone. Raises InvalidInput."""
    plain = " ".join(text.replace("kl.", " ").split())
    for form in _FORMS:
        try:
            return OsloTid(datetime.strptime(plain, form))  # noqa: DTZ007 - as the type says
        except ValueError:
            continue
    raise InvalidInput("ugyldig_tid", "tid")


@app.command("moter")
def moter(
    saksnr: Saksnr,
    *,
    som: Som,
    alle: Annotated[bool, typer.Option("--alle", help="Også møter som er holdt eller avlyst.")] = False,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """List opp møtene i en sak, med sted og reise, og om de er klarert."""
    from exin.casework.visning.motevisning import show_moter  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            found = show_moter(w, saksnr, alle=alle)
        run.show([asdict(each) for each in found], _list_text(saksnr, found, alle=alle))


def _list_text(saksnr: str, found: "Sequence[MoteVisning]", *, alle: bool) -> str:
    if not found:
        more = "" if alle else " Med --alle vises også møter som er holdt eller avlyst."
        return f"Ingen møter er planlagt i sak {saksnr}.{more} Planlegg ett med «exin sak mote ny {saksnr}»."
    lines: list[str] = []
    for each in found:
        state = begreper.lest(each.status)
        if each.status == "planlagt":
            state += ", klarert" if each.klarert else ", IKKE KLARERT"
        kind = begreper.lest(each.slag)
        lines.append(f"{tid(each.tid)}  {kind}, {state}  {each.ansatt}  id {kort_id(each.id)}")
        if each.mangler is not None:
            lines += avsnitt(f"Mangler: {each.mangler.mangler} ({each.mangler.hvem})", 4)
        elif each.status == "planlagt" and not each.klarert:
            lines += avsnitt(f"Kan klareres: exin sak mote klarer {saksnr} {kort_id(each.id)}", 4)
        for field in _FIELDS:
            text = getattr(each, field.navn)
            if text:
                lines += avsnitt(f"{field.navn.capitalize()}: {text}", 4)
    return "\n".join([*lines, "", f"{antall(len(found), 'møte', 'møter')}."])


@mote.command("ny")
def ny(
    saksnr: Saksnr,
    *,
    som: Som,
    tid: Annotated[str, typer.Option("--tid", help=_TID, metavar="TID")],
    slag: Annotated[
        Literal["samtale", "samtalemodul", "ansvarsgruppe", "hjemmebesok", "digitalt", "annet"],
        typer.Option("--slag", help="Hva slags møte det er.", metavar="SLAG"),
    ] = "samtale",
    ansatt: Annotated[
        str | None,
        typer.Option("--ansatt", help=f"{_HOLDER} Ellers du.", metavar="BRUKER", callback=user_name),
    ] = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Planlegg et møte. Felt i en fil: modul, arena, sted, reise, merknad."""
    from exin.casework.oppfolging.moter import NyttMote, plan_mote  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        when = read_moment(tid)
        ask_first(run, file, "skriv_mote", saksnr)
        planned = NyttMote(slag=slag, tid=when, ansatt=ansatt, **read(_FIELDS, file))
        with run.work() as w:
            row_id, cleared = plan_mote(w, saksnr, planned)
        what = f"Møtet er planlagt {when:%d.%m.%Y kl. %H.%M} (id {kort_id(row_id.hex())})"
        _receipt(run, saksnr, row_id.hex(), what, cleared=cleared)


@mote.command("flytt")
def flytt(
    saksnr: Saksnr,
    mote_id: Mote,
    *,
    som: Som,
    tid: Annotated[str | None, typer.Option("--tid", help=_TID, metavar="TID")] = None,
    ansatt: Annotated[
        str | None, typer.Option("--ansatt", help=_HOLDER, metavar="BRUKER", callback=user_name)
    ] = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Flytt et møte, eller endre det som er skrevet om det. Det du lar stå tomt, er som før.

    Felt i en fil: modul, arena, sted, reise, merknad. Flytting klarerer ikke et møte.
    """
    from exin.casework.oppfolging.moter import Moteendring, change_mote  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        when = read_moment(tid) if tid else None
        ask_first(run, file, "skriv_mote", saksnr)
        change = Moteendring(tid=when, ansatt=ansatt, tommes=frozenset(), sett=None, **read(_FIELDS, file))
        with run.work() as w:
            cleared = change_mote(w, saksnr, mote_id, change)
        what = f"Møtet er flyttet til {when:%d.%m.%Y kl. %H.%M}" if when else "Møtet er endret"
        _receipt(run, saksnr, mote_id.lower(), what, cleared=cleared)


def _receipt(run: Kjoring, saksnr: str, row_id: str, what: str, *, cleared: bool) -> None:
    more = "" if cleared else f"\n{_NOT_CLEARED.format(saksnr, kort_id(row_id))}"
    run.show({"saksnr": saksnr, "id": row_id, "klarert": cleared}, f"{what} på sak {saksnr}.{more}")


@mote.command("klarer")
def klarer(
    saksnr: Saksnr,
    mote_id: Mote,
    *,
    som: Som,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Klarer et møte. Det krever en risikovurdering som er i kraft den dagen."""
    from exin.casework.oppfolging.moter import confirm_mote  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            confirm_mote(w, saksnr, mote_id)
        done(run, saksnr, f"Møtet er klarert på sak {saksnr}.")


@mote.command("holdt")
def holdt(
    saksnr: Saksnr,
    mote_id: Mote,
    *,
    som: Som,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før at møtet ble holdt. Det føres også som en samtale i saken."""
    _met(saksnr, mote_id, "holdt", fra_fil, som=som, formal=formal, as_json=as_json, folder=folder)


@mote.command("ikke-mott")
def ikke_mott(
    saksnr: Saksnr,
    mote_id: Mote,
    *,
    som: Som,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før at personen ikke møtte. Det føres også som en samtale i saken, og teller med når frafall vurderes."""
    _met(saksnr, mote_id, "ikke_mott", fra_fil, som=som, formal=formal, as_json=as_json, folder=folder)


def _met(
    saksnr: str,
    mote_id: str,
    utfall: str,
    fra_fil: list[str] | None,
    *,
    som: str,
    formal: Formal,
    as_json: bool,
    folder: Dir,
) -> None:
    from exin.casework.oppfolging.moter import end_mote  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        ask_first(run, file, "skriv_mote", saksnr)
        text = read([TEKST], file).get("tekst")
        with run.work() as w:
            end_mote(w, saksnr, mote_id, utfall, tekst=text)
        done(run, saksnr, f"Møtet er ført som {begreper.lest(utfall)} på sak {saksnr}.")


@mote.command("avlys")
def avlys(
    saksnr: Saksnr,
    mote_id: Mote,
    *,
    av: Annotated[
        Literal["person", "oss"],
        typer.Option("--av", help="Hvem som avlyste.", metavar="person|oss"),
    ],
    som: Som,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før at møtet er avlyst, og av hvem. Et avlyst møte er ikke et manglende oppmøte."""
    from exin.casework.oppfolging.moter import end_mote  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            end_mote(w, saksnr, mote_id, f"avlyst_av_{av}")
        done(run, saksnr, f"Møtet er {begreper.lest(f'avlyst_av_{av}')} på sak {saksnr}.")
