"""`exin sak notat | kartlegg | samtykke | samtale | kontaktforsok`: what staff write during the work.

Must not show again what was written: the receipt has the case number, a day and an id.
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exin import begreper
from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.inn import read_day
from exin.cli.oppstilling import kort_id
from exin.cli.ramme import fail, kjor
from exin.cli.sak_felles import TEKST, TEXT_NEEDED, Tilknytning, ask_first, written
from exin.cli.tekster import Felt, FraFil, one_file, read
from exin.cli.valg import Dato, Dir, Formal, Json, Saksnr, Som

if TYPE_CHECKING:
    from exin.work import Work

app = typer.Typer()

_TALK = (Felt("arena", "Arena (kan være tomt)"), TEKST)


@app.command("notat")
def notat(
    saksnr: Saksnr,
    *,
    som: Som,
    rett: Annotated[
        str | None,
        typer.Option("--rett", help="Id-en til notatet som rettes, se «exin sak vis».", metavar="NOTAT-ID"),
    ] = None,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Skriv et notat, eller rett et notat. Det rettede notatet blir stående ved siden av rettelsen."""
    from exin.casework.oppfolging.arbeid import correct_notat_named, write_notat  # noqa: PLC0415 - heavy; not for --help

    if rett is not None and dato is not None:
        fail(
            Svar(WRONG_USAGE, "dato_ved_rettelse", "En rettelse har samme dato som notatet."), as_json=as_json
        )
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_notat" if rett is None else "rett_notat", saksnr)
        text = read([TEXT_NEEDED], file).get("tekst", "")
        with run.work() as w:
            if rett is None:
                row_id = write_notat(w, saksnr, text, dato=day)
            else:
                row_id = correct_notat_named(w, saksnr, rett, text)
        what = "Notatet er skrevet" if rett is None else "Rettelsen er skrevet"
        written(run, saksnr, row_id, f"{what} (id {kort_id(row_id.hex())})")


@app.command("kartlegg")
def kartlegg(
    saksnr: Saksnr,
    *,
    som: Som,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før en kartlegging. Det du lar stå tomt, hentes fra forrige versjon i samme vurdering.

    Felt i en fil: motivasjon, risiko, beskyttelsesfaktorer, behov, skar.
    """
    from exin.casework.oppfolging.arbeid import NyKartlegging, write_kartlegging  # noqa: PLC0415

    fields = [
        Felt("motivasjon", "Motivasjon", lang=True),
        Felt("risiko", "Risiko", lang=True),
        Felt("beskyttelsesfaktorer", "Beskyttelsesfaktorer", lang=True),
        Felt("behov", "Behov", lang=True),
        Felt("skar", "Skår fra 1 til 5 for hvert område"),
    ]
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_kartlegging", saksnr)
        mapping = NyKartlegging(dato=day, **read(fields, file, always=True))
        with run.work() as w:
            row_id = write_kartlegging(w, saksnr, mapping)
        written(run, saksnr, row_id, "Kartleggingen er ført")


@app.command("samtykke")
def samtykke(
    saksnr: Saksnr,
    *,
    som: Som,
    slag: Annotated[
        Literal["deltakelse", "deling"],
        typer.Option("--slag", help="Hva samtykket gjelder.", metavar="deltakelse|deling"),
    ] = "deltakelse",
    gitt: Annotated[
        str | None, typer.Option("--gitt", help="Dagen det ble gitt; ellers i dag.", metavar="D")
    ] = None,
    utloper: Annotated[
        str | None, typer.Option("--utloper", help="Siste dag det gjelder.", metavar="D")
    ] = None,
    trekk: Annotated[bool, typer.Option("--trekk", help="Personen trekker samtykket, fra --dato.")] = False,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før et samtykke, eller at det er trukket."""
    from exin.casework.oppfolging.arbeid import withdraw_samtykke, write_samtykke  # noqa: PLC0415

    if (trekk and (gitt or utloper or fra_fil)) or (not trekk and dato):
        text = "Et nytt samtykke tar --gitt og --utloper. --trekk tar bare --dato."
        fail(Svar(WRONG_USAGE, "valg_som_ikke_passer", text), as_json=as_json)
    file = one_file(fra_fil, as_json=as_json)
    about = begreper.lest(slag)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        if trekk:
            with run.work() as w:
                withdraw_samtykke(w, saksnr, slag, dato=read_day(dato))
            run.show({"saksnr": saksnr}, f"Samtykket til {about} er trukket på sak {saksnr}.")
            return
        given, until = read_day(gitt, "gitt"), read_day(utloper, "utloper")
        ask_first(run, file, "skriv_samtykke", saksnr)
        text = read([TEKST], file).get("tekst", "")
        with run.work() as w:
            row_id = write_samtykke(w, saksnr, slag, gitt=given, utloper=until, tekst=text)
        written(run, saksnr, row_id, f"Samtykke til {about} er ført")


@app.command("samtale")
def samtale(
    saksnr: Saksnr,
    *,
    som: Som,
    slag: Annotated[
        Literal["informasjonssamtale", "samtale", "samtalemodul", "telefon", "melding", "mote", "annet"],
        typer.Option("--slag", help="Hva slags samtale det var.", metavar="SLAG"),
    ] = "informasjonssamtale",
    utfall: Annotated[
        Literal["holdt", "ikke_mott"],
        typer.Option("--utfall", help="Om den ble holdt.", metavar="holdt|ikke_mott"),
    ] = "holdt",
    tilknytning: Tilknytning = None,
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før en samtale som ble holdt, eller som personen ikke møtte til. Felt i en fil: arena, tekst."""
    from exin.casework.person.personer import set_tilknytning  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_kontakt", saksnr)
        given = read(_TALK, file, unlabelled="tekst")
        with run.work() as w:
            row_id = _contact(w, saksnr, slag, utfall, dato=day, given=given)
            if tilknytning is not None:
                set_tilknytning(w, saksnr, har=tilknytning == "ja")
        what = begreper.lest(slag).capitalize()
        written(run, saksnr, row_id, f"{what} er ført som {begreper.lest(utfall)}")


@app.command("kontaktforsok")
def kontaktforsok(
    saksnr: Saksnr,
    *,
    som: Som,
    slag: Annotated[
        Literal["telefon", "melding", "mote", "annet"],
        typer.Option("--slag", help="Hvordan du prøvde.", metavar="telefon|melding|mote|annet"),
    ] = "telefon",
    dato: Dato = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Før et forsøk på å få kontakt. Frafall for manglende oppmøte krever at det er prøvd."""
    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        ask_first(run, file, "skriv_kontakt", saksnr)
        given = read([TEKST], file)
        with run.work() as w:
            row_id = _contact(w, saksnr, slag, "forsok", dato=day, given=given)
        written(run, saksnr, row_id, f"Kontaktforsøk ({begreper.lest(slag)}) er ført")


def _contact(
    w: "Work", saksnr: str, slag: str, utfall: str, *, dato: date | None, given: dict[str, str]
) -> bytes:
    from exin.casework.oppfolging.arbeid import NyKontakt, write_kontakt  # noqa: PLC0415

    return write_kontakt(w, saksnr, NyKontakt(slag=slag, utfall=utfall, dato=dato, **given))
