"""`exin sak ny | steg | annuller`: how a case begins, and each step of its way.

Must not judge a step: what is missing is the machine's answer, told as it comes.
"""

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from exin import begreper
from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.inn import read_day
from exin.cli.oppstilling import avsnitt
from exin.cli.ramme import Kjoring, fail, kjor
from exin.cli.sak_felles import PERSON, Tilknytning, ask_first
from exin.cli.tekster import Felt, FraFil, asks, one_file, read
from exin.cli.valg import Dato, Dir, Formal, Json, Saksnr, Som, as_written
from exin.errors import InvalidInput
from exin.skrivemate import dag

if TYPE_CHECKING:
    from exin.casework.sak.ny_sak import NyHenvendelse
    from exin.casework.sak.steg import Kvittering, Onske

app = typer.Typer()

_NEW_CASE = "ny_henvendelse"
_SAID = Felt("tekst", "Hva henvendelsen gjelder", lang=True)

_KILDE_HELP = "Hvem henvendelsen kommer fra: direkte, kriminalomsorgen, bydel eller politi."
Kilde = Annotated[str, typer.Option("--kilde", help=_KILDE_HELP, metavar="KODE")]
KanskjeKilde = Annotated[str | None, typer.Option("--kilde", help=_KILDE_HELP, metavar="KODE")]
Program = Annotated[
    str | None, typer.Option("--program", help="exin_oslo eller exin_oslo_ung.", metavar="PROGRAM")
]
Bydel = Annotated[str | None, typer.Option("--bydel", help="Bydelens kode eller navn.", metavar="BYDEL")]
Skjerming = Annotated[
    str, typer.Option("--skjerming", help="ingen, fortrolig eller strengt_fortrolig.", metavar="GRAD")
]
Fra = Annotated[
    str | None,
    typer.Option(
        "--fra", help="Den avsluttede saken til samme person; den nye knyttes til den.", metavar="SAKSNR"
    ),
]
Steg = Annotated[str, typer.Argument(help="Steget. Se «exin sak muligheter SAKSNR».", metavar="STEG")]
Arsak = Annotated[str | None, typer.Option("--arsak", help="Årsaken fra listen.", metavar="KODE")]
ApenTil = Annotated[str | None, typer.Option("--apen-til", help="Dagen døren står åpen til.", metavar="D")]
Tilbud = Annotated[
    Literal["gitt", "ikke_gitt"] | None,
    typer.Option("--tilbud", help="Om andre tilbud er forklart.", metavar="gitt|ikke_gitt"),
]
Overstyr = Annotated[
    bool, typer.Option("--overstyr", help="Gå forbi fullt program. Bare for teamleder, med begrunnelse.")
]

Versjon = Annotated[
    int | None,
    typer.Option(
        "--versjon",
        help="Ta steget bare hvis saken ikke er endret siden. Tallet står som «versjon» i «exin sak vis --json».",
        metavar="TALL",
    ),
]


@app.command("ny")
def ny(
    *,
    som: Som,
    kilde: Kilde,
    program: Program = None,
    bydel: Bydel = None,
    dato: Dato = None,
    skjerming: Skjerming = "ingen",
    tilknytning: Tilknytning = None,
    fra: Fra = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Registrer en ny henvendelse. Navn, nummer og tekst blir du spurt om; de er aldri argumenter.

    Felt i en fil: navn, fodselsnummer, fodselsdato, telefon, epost, adresse, tekst.
    """
    from exin.casework.sak.ny_sak import NyHenvendelse  # noqa: PLC0415 - heavy; not for --help

    file = one_file(fra_fil, as_json=as_json)
    if bool(fra) == bool(program) or not (fra or bydel):
        text = "Oppgi --program og --bydel; eller --fra SAKSNR, da følger programmet av alderen."
        fail(Svar(WRONG_USAGE, "valg_som_ikke_passer", text), as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day = read_day(dato)
        _check_options(run, program=program, kilde=kilde, skjerming=skjerming, bydel=bydel)
        if fra:
            ask_first(run, file, _NEW_CASE, as_written(fra))
        given = read([_SAID] if fra else [*PERSON, _SAID], file, always=True)
        said = NyHenvendelse(
            program=program or "",
            kilde=kilde,
            bydel=bydel or "",
            navn=given.get("navn", ""),
            dato=day,
            fodselsnummer=given.get("fodselsnummer"),
            fodselsdato=read_day(given.get("fodselsdato"), "fodselsdato"),
            telefon=given.get("telefon"),
            epost=given.get("epost"),
            adresse=given.get("adresse"),
            tekst=given.get("tekst"),
            skjerming=skjerming,
            tilknytning_oslo={"ja": True, "nei": False, None: None}[tilknytning],
        )
        _show(run, open_new(run, said, fra=fra))


def _check_options(
    run: Kjoring, *, program: str | None, kilde: str, skjerming: str, bydel: str | None
) -> None:
    """See that the options mean something, before anybody types a page for nothing. Raises InvalidInput."""
    from exin.casework.grunnlag.bydeler import find_district  # noqa: PLC0415
    from policies import Protection  # noqa: PLC0415
    from workflows import PROGRAMMES  # noqa: PLC0415

    if program is not None and program not in {each.key for each in PROGRAMMES}:
        raise InvalidInput("ukjent_kode", "program")
    if kilde not in begreper.valg("henvendelse", "kilde"):
        raise InvalidInput("ukjent_kilde")
    if skjerming not in set(Protection):
        raise InvalidInput("ukjent_kode", "skjerming")
    if bydel is not None:
        find_district(bydel)
    with run.read():  # whoever may not work here at all is told so now
        pass


def open_new(run: Kjoring, said: "NyHenvendelse", *, fra: str | None) -> "Kvittering":
    """Open a case, linked to an ended one where `fra` names it; a linked one takes its programme from the age."""
    from exin.casework.grunnlag.bydeler import find_district  # noqa: PLC0415
    from exin.casework.sak.henvendelse import open_linked, register_henvendelse  # noqa: PLC0415

    with run.work() as w:
        if said.bydel or not fra:
            said = replace(said, bydel=find_district(said.bydel))
        return open_linked(w, as_written(fra), said) if fra else register_henvendelse(w, said)


@app.command("steg")
def steg(
    saksnr: Saksnr,
    hendelse: Steg,
    *,
    som: Som,
    dato: Dato = None,
    arsak: Arsak = None,
    apen_til: ApenTil = None,
    tilbud: Tilbud = None,
    overstyr: Overstyr = False,
    kilde: KanskjeKilde = None,
    versjon: Versjon = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Ta et steg i en sak. Begrunnelse blir du spurt om når steget krever den.

    Felt i en fil: begrunnelse, tilbudsgrunn.
    """
    from exin.casework.sak.steg import Onske  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        day, until = read_day(dato), read_day(apen_til, "apen-til")
        if hendelse == _NEW_CASE and versjon is not None:
            raise InvalidInput("ikke_for_dette_steget", "versjon")
        given = _asked(run, saksnr, hendelse, file, tilbud=tilbud, overstyr=overstyr)
        if hendelse == _NEW_CASE:
            _open_again(run, saksnr, kilde, day, given.get("tekst"))
            return
        wanted = Onske(
            hendelse=hendelse,
            dato=day,
            arsak=arsak,
            kilde=kilde,
            begrunnelse=given.get("begrunnelse"),
            apen_til=until,
            tilbud=tilbud,
            tilbudsgrunn=given.get("tilbudsgrunn"),
            overstyr=overstyr,
            versjon=versjon,
        )
        _advance(run, saksnr, wanted)


@app.command("annuller")
def annuller(
    saksnr: Saksnr,
    *,
    som: Som,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Annuller siste steg. Steget blir stående, merket, og saken står som før det."""
    steg(
        saksnr,
        "annuller_steg",
        som=som,
        fra_fil=fra_fil,
        formal=formal,
        as_json=as_json,
        folder=folder,
    )


def _asked(
    run: Kjoring, saksnr: str, hendelse: str, file: str | None, *, tilbud: str | None, overstyr: bool
) -> dict[str, str]:
    """What was given in words; at a terminal asked for only from who may take the step."""
    from exin.casework.sak.adgang import ask_leave_for_step  # noqa: PLC0415

    fields = _fields(hendelse, file, tilbud=tilbud, overstyr=overstyr)
    if fields and asks(file):
        with run.read() as w:
            ask_leave_for_step(w, hendelse, saksnr, overstyr=overstyr)
    must = [field.navn for field in fields if field.pakrevd]
    return read(fields, file, unlabelled=must[0] if len(must) == 1 else None)


def _fields(hendelse: str, file: str | None, *, tilbud: str | None, overstyr: bool) -> list[Felt]:
    """What a step asks for in words. A reason may be given with any step, in a file."""
    if hendelse == _NEW_CASE:
        return [_SAID]
    fields, needed = [], overstyr or begreper.asks_for(hendelse, "begrunnelse")
    if needed or file:
        fields.append(Felt("begrunnelse", "Begrunnelse", pakrevd=needed, lang=True))
    if tilbud == "ikke_gitt":
        fields.append(Felt("tilbudsgrunn", "Hvorfor andre tilbud ikke er forklart", pakrevd=True, lang=True))
    return fields


def _open_again(run: Kjoring, saksnr: str, kilde: str | None, day: date | None, text: str | None) -> None:
    from exin.casework.sak.ny_sak import NyHenvendelse  # noqa: PLC0415

    said = NyHenvendelse(program="", kilde=kilde or "", bydel="", navn="", dato=day, tekst=text)
    _show(run, open_new(run, said, fra=saksnr))


def _advance(run: Kjoring, saksnr: str, wanted: "Onske") -> None:
    from exin.casework.sak.steg import advance  # noqa: PLC0415

    with run.work() as w:
        receipt = advance(w, saksnr, wanted)
    _show(run, receipt)


def _show(run: Kjoring, receipt: "Kvittering") -> None:
    run.show(asdict(receipt), "\n".join(_receipt_lines(receipt)))


def _receipt_lines(receipt: "Kvittering") -> list[str]:
    saksnr, programme = receipt.saksnr, begreper.programnavn(receipt.program)
    state = begreper.tilstand(receipt.program, receipt.tilstand)
    where = f"{state} i {programme}, fra {dag(receipt.dato)}"
    if receipt.hendelse == "henvendelse":
        lines = [f"Sak {saksnr} er opprettet: {where}."]
        lines += avsnitt(f"Neste: hold informasjonssamtalen, og før den med «exin sak samtale {saksnr}».", 0)
    elif receipt.hendelse == "annuller_steg":
        lines = [f"Siste steg i {saksnr} er annullert. Saken står i {where}."]
    else:
        lines = [f"{saksnr}: {begreper.hendelse(receipt.hendelse)}. Saken står nå i {where}."]
    if receipt.over_kapasitet:
        lines.append("Programmet har nå flere i plass enn det har plasser.")
    for reason in receipt.gjenstar:
        lines += avsnitt(f"Gjenstår: {reason.mangler} ({reason.hvem})", 0)
    return lines
