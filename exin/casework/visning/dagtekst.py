"""What a line of the day says of a deadline: its name, what is to be done, on which days, and what was tried.

Must not open anything: the words are the programme's own, and the counts stand open.
"""

from dataclasses import dataclass
from datetime import date

from exin.casework.grunnlag.fristord import told_day, words_in
from exin.casework.grunnlag.history import programme_of, read_history
from exin.maned import Maned
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.tables import Frist, Kontakt
from exin.work import Reading
from workflows import Programme

_JUDGE_FRAFALL = "vurder_frafall_"


@dataclass(frozen=True, slots=True)
class Fristtekst:
    """The words for a deadline, the day or month that may be told, and the first and the last day of that."""

    hva: str
    hvorfor: str
    dag: date | Maned
    fra: date
    til: date


def words_for(w: Reading, grant: Grant, frist: Frist) -> Fristtekst:
    """What to say of a deadline of the grant's case."""
    programme = programme_of(w.stub(grant).sak.row)
    hva, hvorfor = words_in(programme, frist.slag) or (frist.slag, "")
    if frist.slag.startswith(_JUDGE_FRAFALL):
        hvorfor += _attempts(w, grant, programme)
    when = told_day(frist.slag, frist.frist)
    fra, til = (when.first, when.last) if isinstance(when, Maned) else (when, when)
    return Fristtekst(hva, hvorfor, when, fra, til)


def _attempts(w: Reading, grant: Grant, programme: Programme) -> str:
    """How many attempts at contact are asked for before frafall, and how many were made in this round."""
    entry = read_history(w.tx, grant).entry()
    rows = (each.row for each in arbeid.of_case(w.tx, grant, Kontakt))
    made = sum(row.utfall == "forsok" and row.etter_steg >= entry for row in rows)
    wanted = programme.numbers.kontaktforsok_ved_manglende_oppmote
    return f" Kontaktforsøk som kreves før frafall: {wanted}. Ført i denne runden: {made}."
