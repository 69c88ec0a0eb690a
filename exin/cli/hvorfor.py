"""`exin hvorfor`: what the rules say to one member of staff about one action on one case.

Must not explain more than the asker may know: casework decides what is told.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from exin.cli.oppstilling import avsnitt
from exin.cli.ramme import kjor
from exin.cli.valg import Dir, Formal, Json, Saksnr, Som, user_name

if TYPE_CHECKING:
    from exin.casework.grunnlag.forklar import Forklaring

app = typer.Typer()


@app.command("hvorfor")
def hvorfor(
    ansatt: Annotated[
        str, typer.Argument(help="Brukernavnet til den det gjelder.", metavar="ANSATT", callback=user_name)
    ],
    handling: Annotated[
        str,
        typer.Argument(help="Handlingen, som les_sak, skriv_notat eller start_forlop.", metavar="HANDLING"),
    ],
    saksnr: Saksnr,
    som: Som,
    formal: Formal = None,
    as_json: Json = False,
    folder: Dir = None,
) -> None:
    """Forklar hvorfor en ansatt får eller ikke får gjøre noe i en sak. Spørsmålet logges."""
    from exin.casework.grunnlag.forklar import explain  # noqa: PLC0415 - heavy; not for --help

    with kjor(folder, som, formal=formal, as_json=as_json) as run:
        with run.read() as w:
            answer = explain(w, ansatt, handling, saksnr)
        run.show(asdict(answer), _text(answer, own=ansatt == som))


def _text(answer: "Forklaring", *, own: bool) -> str:
    verdict = "JA" if answer.tillatt else "NEI"
    may = "kan" if answer.tillatt else "kan ikke"
    lines = [f"{verdict}: {answer.ansatt} {may} gjøre «{answer.handling}» i {answer.saksnr}."]
    to_whom = "" if own else f", sagt til {answer.ansatt}"
    for rule in answer.regler:
        lines += avsnitt(f"{rule.grunn} (regel {rule.id}{to_whom})")
    if not answer.regler:
        lines.append("  Ingen regel gir tilgang.")
    return "\n".join(lines)
