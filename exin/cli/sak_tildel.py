"""`exin sak tildel | inhabil | skjerming | person | slasammen`: who has a case, and who it is about.

Must not tell why somebody cannot have a case.
"""

from typing import Annotated, Literal

import typer

from exin import begreper
from exin.cli.inn import read_day
from exin.cli.ramme import kjor
from exin.cli.sak_felles import PERSON, REASON, Tilknytning, ask_first, done
from exin.cli.tekster import FraFil, one_file, read
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som, as_written, user_name, user_names

app = typer.Typer()

Ansatt = Annotated[
    str, typer.Argument(help="Brukernavnet til den det gjelder.", metavar="ANSATT", callback=user_name)
]


@app.command("tildel")
def tildel(
    saksnr: Saksnr,
    ansatt: Ansatt,
    *,
    som: Som,
    funksjon: Annotated[
        Literal["kontakt", "medansvarlig", "klarert_leder"],
        typer.Option(
            "--funksjon", help="Hva den ansatte er i saken.", metavar="kontakt|medansvarlig|klarert_leder"
        ),
    ] = "kontakt",
    fjern: Annotated[bool, typer.Option("--fjern", help="Ta saken fra den ansatte.")] = False,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Tildel en sak til en ansatt, eller ta den tilbake."""
    from exin.casework.tilgang.tildeling import assign  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            assign(w, saksnr, ansatt, funksjon, fjern=fjern)
        is_now = "er ikke lenger" if fjern else "er nå"
        done(run, saksnr, f"{ansatt} {is_now} {begreper.funksjon(funksjon).lower()} i sak {saksnr}.")


@app.command("inhabil")
def inhabil(
    saksnr: Saksnr,
    ansatt: Ansatt,
    *,
    som: Som,
    opphev: Annotated[bool, typer.Option("--opphev", help="Inhabiliteten gjelder ikke lenger.")] = False,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Registrer at en ansatt er inhabil i en sak. Den ansatte mister tilgangen med en gang."""
    from exin.casework.tilgang.tildeling import bar  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        ask_first(run, file, "registrer_inhabil", saksnr)
        reason = read([REASON], file).get("begrunnelse", "")
        with run.work() as w:
            bar(w, saksnr, ansatt, reason, opphev=opphev)
        is_now = "er ikke lenger" if opphev else "er nå"
        done(run, saksnr, f"{ansatt} {is_now} registrert som inhabil i sak {saksnr}.")


@app.command("skjerming")
def skjerming(
    saksnr: Saksnr,
    niva: Annotated[
        Literal["ingen", "fortrolig", "strengt_fortrolig"],
        typer.Argument(help="Graden av skjerming.", metavar="ingen|fortrolig|strengt_fortrolig"),
    ],
    *,
    som: Som,
    leder: Annotated[
        str | None,
        typer.Option("--leder", help="Klarert leder for saken.", metavar="BRUKER", callback=user_name),
    ] = None,
    ansatt: Annotated[
        list[str] | None,
        typer.Option(
            "--ansatt",
            help="Klarert ansatt i saken. Oppgis to ganger.",
            metavar="BRUKER",
            callback=user_names,
        ),
    ] = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Sett graden av skjerming. Strengt fortrolig krever en klarert leder og to klarerte ansatte."""
    from exin.casework.tilgang.tildeling import protect  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            protect(w, saksnr, niva, leder=leder, ansatte=list(dict.fromkeys(ansatt or ())))
        done(run, saksnr, f"Skjermingen av sak {saksnr} er nå: {begreper.skjerming(niva).lower()}.")


@app.command("person")
def person(
    saksnr: Saksnr,
    *,
    som: Som,
    tilknytning: Tilknytning = None,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Rett det som er registrert om personen. Det du lar stå tomt, blir som det er.

    Felt i en fil: navn, fodselsnummer, fodselsdato, telefon, epost, adresse.
    """
    from exin.casework.person.personer import Endring, change_person, set_tilknytning  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    only_tie = tilknytning is not None and file is None
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        if not only_tie:
            ask_first(run, file, "endre_person", saksnr)
        given = {} if only_tie else read(PERSON, file, always=True)
        born = read_day(given.pop("fodselsdato", None), "fodselsdato")
        with run.work() as w:
            if given or born or tilknytning is None:
                change_person(w, saksnr, Endring(fodselsdato=born, **given))
            if tilknytning is not None:
                set_tilknytning(w, saksnr, har=tilknytning == "ja")
        done(run, saksnr, f"Opplysningene om personen i sak {saksnr} er rettet.")


@app.command("slasammen")
def slasammen(
    saksnr: Saksnr,
    annet: Annotated[
        str,
        typer.Argument(help="En sak til den andre personen.", metavar="ANNET-SAKSNR", callback=as_written),
    ],
    *,
    som: Som,
    fra_fil: FraFil = None,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Slå sammen personene i to saker som gjelder samme person. Ingenting går tapt."""
    from exin.casework.person.personer import merge_persons  # noqa: PLC0415

    file = one_file(fra_fil, as_json=as_json)
    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        ask_first(run, file, "sla_sammen_personer", saksnr, annet)
        reason = read([REASON], file).get("begrunnelse", "")
        with run.work() as w:
            merge_persons(w, saksnr, annet, reason)
        done(run, saksnr, f"Sakene {saksnr} og {annet} gjelder nå samme person.")
