"""What a line of the day says of a deadline: its name, what is to be done, on which days, and what was tried.

Must not open anything: the words are the programme's own, and the counts stand open.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from exin.casework.fristord import words_in
from exin.casework.history import programme_of, read_history
from exin.store import arbeid, frister
from exin.store.grant import Grant
from exin.store.tables import Frist, Kontakt
from exin.work import Reading
from workflows import Programme

_JUDGE_FRAFALL = "vurder_frafall_"


@dataclass(frozen=True, slots=True)
class Fristtekst:
    """The words for a deadline, and the first and the last day of what it may stand for."""

    hva: str
    hvorfor: str
    fra: date
    til: date
    """As `fra`, but for a birthday: of that the month alone stands open."""


def words_for(w: Reading, grant: Grant, frist: Frist) -> Fristtekst:
    """What to say of a deadline of the grant's case."""
    programme = programme_of(w.stub(grant).sak.row)
    hva, hvorfor = words_in(programme, frist.slag) or (frist.slag, "")
    if frist.slag.startswith(_JUDGE_FRAFALL):
        hvorfor += _attempts(w, grant, programme)
    return Fristtekst(hva, hvorfor, frist.frist, _last_day(frist))


def _last_day(frist: Frist) -> date:
    if not frist.slag.startswith(frister.AGE):
        return frist.frist
    return frist.frist.replace(day=monthrange(frist.frist.year, frist.frist.month)[1])


def _attempts(w: Reading, grant: Grant, programme: Programme) -> str:
    """How many attempts at contact are asked for before frafall, and how many were made in this round."""
    entry = read_history(w.tx, grant).entry()
    rows = (each.row for each in arbeid.of_case(w.tx, grant, Kontakt))
    made = sum(row.utfall == "forsok" and row.etter_steg >= entry for row in rows)
    wanted = programme.numbers.kontaktforsok_ved_manglende_oppmote
    return f" Kontaktforsøk som kreves før frafall: {wanted}. Ført i denne runden: {made}."
