"""`exin sak tilgang be | avsla`: asking for access to a case that one may know of, and turning down who asked.

Must not say anything of the case.
"""

from typing import Annotated

import typer

from exin.cli.ramme import kjor
from exin.cli.sak_felles import done
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som, user_name

app = typer.Typer()
tilgang = typer.Typer(help="Tilgang: be om den, eller avslå en kollega som ber.")
app.add_typer(tilgang, name="tilgang")

_ASKED = "Ønsket om tilgang til sak {} er sendt. De som kan svare på det, har fått beskjed."
_BEFORE = "Du har bedt om tilgang til sak {} alt. De som kan svare på det, har fått beskjed."

Ansatt = Annotated[
    str, typer.Argument(help="Brukernavnet til den som ber.", metavar="ANSATT", callback=user_name)
]


@tilgang.command("be")
def be(saksnr: Saksnr, *, som: Som, formal: Formal = None, as_json: Json = False, folder: Dir = None) -> None:
    """Be om tilgang til en sak du kan vite om. Den som har saken, og teamlederen får beskjed."""
    from exin.casework.tilgang.tilgangsonske import ask  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            new = ask(w, saksnr)
        done(run, saksnr, (_ASKED if new else _BEFORE).format(saksnr))


@tilgang.command("avsla")
def avsla(
    saksnr: Saksnr,
    ansatt: Ansatt,
    *,
    som: Som,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Avslå en kollega som ber om tilgang til saken. Kollegaen får beskjed."""
    from exin.casework.tilgang.tilgangsonske import decline  # noqa: PLC0415

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.work() as w:
            decline(w, saksnr, ansatt)
        done(run, saksnr, f"{ansatt} får ikke tilgang til sak {saksnr}, og har fått beskjed.")
