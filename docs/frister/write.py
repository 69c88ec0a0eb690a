"""Writes docs/frister.md, all deadlines in words, from the definitions in `workflows`.

`python -m docs.frister.write` writes the page when it is out of date, with `--check` it only tells (exit 1).
Must not hold a deadline of its own: staff and auditors read there what the engine does.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from workflows import STAGES, AgeEvent, Ansvar, Deadline, Fixed, Mark, Programme, age_events
from workflows.programmes import PROGRAMMES

PAGE: Final = Path(__file__).parents[1] / "frister.md"

_INTRO: Final = """\
# Frister

Skrevet ut fra definisjonene i `workflows/programmes` med `make diagrams`; endres der, ikke her.

- Dager er kalenderdager der det ikke står arbeidsdager. Arbeidsdager er mandag til fredag uten helligdager.
- Meldinger går ut på arbeidsdager. Faller fristen på en fridag, kommer meldingen den første arbeidsdagen etter.
- Meldingene samles i én hver morgen. Der det står «straks», venter de ikke på den.
- En frist faller bort når saken går til en tilstand der fristen ikke gjelder.
- En frist eller en alder sier fra til noen. Den flytter aldri en sak; det gjør bare mennesker.
"""

_WHO: Final[Mapping[Ansvar, str]] = {
    Ansvar.KONTAKT: "kontaktpersonen",
    Ansvar.MOTTAK: "mottaket",
    Ansvar.LEDER: "teamlederen",
}
_DONE: Final[Mapping[Mark, str]] = {
    Mark.SVAR: "et svar er ført",
    Mark.INFORMASJONSSAMTALE: "informasjonssamtalen er holdt",
    Mark.KARTLEGGING: "kartleggingen er ferdig",
    Mark.RISIKOVURDERING: "risikovurderingen er gått gjennom",
    Mark.PLAN: "planen er gått gjennom",
    Mark.KONTAKT: "en kontakt er ført",
}
_BEGINS: Final[Mapping[Mark, str]] = {Mark.IKKE_MOTT: "gang personen ikke møtte siden siste kontakt"}
_DATE: Final[Mapping[Fixed, tuple[str, str]]] = {
    Fixed.SAMTYKKE_UTLOPER: ("dagen samtykket løper ut", "samtykket er fornyet"),
    Fixed.APEN_TIL: ("dagen døren står åpen til", "saken er tatt opp igjen"),
}
_DEADLINE_HEAD: Final = (
    "Frist",
    "Tilstand",
    "Hva som skal gjøres",
    "Innen",
    "Regnes fra",
    "Gjort når",
    "Hvem får melding",
    "Hvem får den om ingenting skjer",
)
_AGE_HEAD: Final = ("Alder", "Hva", "Tilstand", "Hva som skal gjøres", "Når det meldes")


def page() -> str:
    """The whole page, for the newest version of each programme."""
    newest = {each.key: each for each in sorted(PROGRAMMES, key=lambda programme: programme.version)}
    return "\n".join([_INTRO, *(_chapter(programme) for programme in newest.values())])


def _chapter(programme: Programme) -> str:
    deadlines = _table(_DEADLINE_HEAD, (_deadline_row(programme, each) for each in programme.deadlines))
    ages = _table(_AGE_HEAD, (_age_row(programme, each) for each in age_events(programme)))
    return f"## {programme.navn}\n\n### Frister\n\n{deadlines}\n### Alder\n\n{ages}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _deadline_row(programme: Programme, deadline: Deadline) -> Sequence[str]:
    return (
        deadline.label,
        _states(programme, deadline.states),
        deadline.tekst,
        deadline.term.words,
        _counted_from(deadline),
        _done(deadline),
        _WHO[deadline.hvem] + (", straks" if deadline.haster else ""),
        f"{_WHO[deadline.deretter]}, {deadline.eskaler.words} etter",
    )


def _age_row(programme: Programme, event: AgeEvent) -> Sequence[str]:
    days = [f"{days} dager før" if days else "på dagen" for days in STAGES]
    return (
        f"{event.age} år",
        event.label,
        _states(programme, event.states),
        event.tekst,
        f"{', '.join(days[:-1])} og {days[-1]}",
    )


def _states(programme: Programme, keys: Iterable[str]) -> str:
    return ", ".join(programme.state(key).label for key in keys)


def _counted_from(deadline: Deadline) -> str:
    if deadline.fixed is not None:
        return _DATE[deadline.fixed][0]
    if deadline.begins is not None:
        return f"{deadline.times}. {_BEGINS[deadline.begins]}"
    if not deadline.repeats:
        return "dagen saken kom i tilstanden"
    if deadline.carries:
        return "siste gang, også om det var før saken kom i tilstanden; ellers dagen den kom"
    return "siste gang, men tidligst dagen saken kom i tilstanden"


def _done(deadline: Deadline) -> str:
    if deadline.fixed is not None:
        return _DATE[deadline.fixed][1]
    return " eller ".join(_DONE[mark] for mark in deadline.done_by)


def main() -> int:
    """Write the page if it is out of date, or with --check only say so. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Write all deadlines in words.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if the page is out of date"
    )
    only_check = parser.parse_args().check
    wanted = page()
    if PAGE.exists() and PAGE.read_text("utf-8") == wanted:
        return 0
    sys.stdout.write(f"{'out of date' if only_check else 'written'}: {PAGE.name}\n")
    if only_check:
        return 1
    PAGE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
