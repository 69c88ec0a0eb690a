"""`exin ansatt forslag | godkjenn | avvis`: what one proposes about a member of staff, and another decides on.

Must not show a password, nor decide who may: casework does.
"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from exin import begreper
from exin.cli.feil import WRONG_USAGE, Svar
from exin.cli.ramme import fail, kjor
from exin.cli.valg import Bruker, Dir, Json, Som, user_name
from exin.skrivemate import dag

if TYPE_CHECKING:
    from exin.casework.hus.forslagssyn import ForslagVisning

app = typer.Typer()

SomEller = Annotated[
    str | None,
    typer.Option("--som", help="Hvem du er.", metavar="BRUKER", callback=user_name),
]
Installasjon = Annotated[
    bool,
    typer.Option(
        "--installasjon",
        help="Avgjør som den som drifter maskinen. Bare når ingen ansatt kan avgjøre forslaget.",
    ),
]


def how_to_approve(bruker: str) -> str:
    """What another is to do."""
    return f"En annen kjører «exin ansatt godkjenn {bruker}»."


def waiting(bruker: str) -> str:
    """What is said of a proposal."""
    return f"Forslaget om {bruker} venter på en annen. {how_to_approve(bruker)}"


@app.command()
def forslag(som: Som, mappe: Dir = None, som_json: Json = False) -> None:
    """Vis forslagene som venter på å bli avgjort."""
    from exin.casework.hus.forslagssyn import list_proposals  # noqa: PLC0415 - heavy; not for --help

    with kjor(mappe, som, as_json=som_json) as run:
        with run.read() as r:
            found = list_proposals(r)
        run.show([_as_data(each) for each in found], "\n".join(map(_line, found)) or "Ingenting venter.")


@app.command()
def godkjenn(
    bruker: Bruker,
    som: SomEller = None,
    installasjon: Installasjon = False,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Godkjenn det en annen har foreslått om en ansatt. Det skjer med en gang."""
    from exin.casework.hus.forslag import approve  # noqa: PLC0415 - heavy; not for --help

    with _run(mappe, som, som_json, installasjon) as run:
        with run.work() as w:
            approve(w, bruker)
        run.show(
            {"brukernavn": bruker, "godkjent": True}, f"Forslaget om {bruker} er godkjent, og gjelder fra nå."
        )


@app.command()
def avvis(
    bruker: Bruker,
    som: SomEller = None,
    installasjon: Installasjon = False,
    mappe: Dir = None,
    som_json: Json = False,
) -> None:
    """Avvis det en annen har foreslått om en ansatt, eller trekk ditt eget forslag."""
    from exin.casework.hus.forslag import refuse  # noqa: PLC0415 - heavy; not for --help

    with _run(mappe, som, som_json, installasjon) as run:
        with run.work() as w:
            own = refuse(w, bruker)
        told = f"Forslaget om {bruker} er {'trukket' if own else 'avvist'}."
        run.show({"brukernavn": bruker, "godkjent": False, "trukket": own}, told)


def _run(mappe: Dir, som: str | None, som_json: bool, installasjon: bool) -> Any:  # noqa: ANN401 - kjor's own
    from policies import Job  # noqa: PLC0415 - heavy; not for --help

    if (som is None) is not installasjon:
        fail(
            Svar(WRONG_USAGE, "som_eller_installasjon", "Oppgi enten --som eller --installasjon."),
            as_json=som_json,
        )
    return kjor(mappe, som, as_json=som_json, jobb=Job.INSTALLASJON if installasjon else None)


def _line(each: "ForslagVisning") -> str:
    what = begreper.forslag(each.slag).lower()
    said = f"{each.brukernavn}: {what}{_content(each)}, foreslått av {each.foreslatt_av} {dag(each.registrert.date())}"
    return f"{said}, til {dag(each.utloper.date())}"


def _content(each: "ForslagVisning") -> str:
    words = begreper.forslagsinnhold(each.innhold)
    return f" ({', '.join(words)})" if words else ""


def _as_data(each: "ForslagVisning") -> dict[str, Any]:
    return {
        "brukernavn": each.brukernavn,
        "slag": each.slag.value,
        "innhold": dict(each.innhold),
        "foreslatt_av": each.foreslatt_av,
        "registrert": each.registrert,
        "utloper": each.utloper,
        "hindring": each.hindring,
    }
