"""One deadline of a case as its page shows it: how it stands, what can be done with it, and what follows of each.

Must not change it, nor show a birthday: that cannot be moved.
"""

from dataclasses import dataclass

from exin.casework.frist.fristendring import FristVisning, due_after_rest, rests_past_due, show_deadlines
from exin.casework.visning.folger import FLYTT, FORTSETT, PAUSE, Folge, of_changing_deadline, of_resuming
from exin.errors import NotFound
from exin.maned import Maned
from exin.work import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fristvalg:
    """A deadline. `endringer`: what can be done with it, what one would most likely do first."""

    frist: FristVisning
    endringer: tuple[str, ...]
    folger: tuple[Folge, ...]


def show_deadline(w: Reading, saksnr: str, slag: str) -> Fristvalg:
    """The deadline of that kind: the one that runs, else the last.

    Raises:
        NotFound: there is no such case or deadline, or the asker may not know of it.
        Denied: the asker may not read the case.
    """
    found = [each for each in show_deadlines(w, saksnr, alle=True) if each.slag == slag and not each.alder]
    if not found:
        raise NotFound
    frist, today = next((each for each in found if each.lukket is None), found[-1]), w.means.today()
    told = of_changing_deadline(pauset=frist.pauset is not None)
    if frist.pauset is None or isinstance(frist.frist, Maned):
        return Fristvalg(frist=frist, endringer=(FLYTT, PAUSE), folger=told)
    due = due_after_rest(frist.frist, pauset=frist.pauset, dag=today)
    past = rests_past_due(frist.frist, pauset=frist.pauset)
    return Fristvalg(
        frist=frist,
        endringer=(FORTSETT, FLYTT),
        folger=(of_resuming(due, over=past, dag=today), *told),
    )
