"""Messages put in the outbox of an office as the house itself does, and addresses to send them to.

Must not write a row by hand.
"""

import secrets

from exin.casework.varsel.ansattpost import set_address
from exin.ids import AnsattId, SakId
from exin.store import decision, varsler
from policies import Action, Job
from tests.helpers.office import Kontor, job

_NOBODY = AnsattId(bytes(16))


def tell(
    kontor: Kontor,
    who: str,
    saksnr: str,
    slag: str = "kartlegging",
    *,
    haster: bool = False,
    nokkel: str | None = None,
) -> None:
    """A message to somebody about a case, as the sweep of deadlines puts it there."""
    with kontor.office.work(job(Job.FRISTSVEIP)) as w:
        stub = decision.case_by_number(w.tx, saksnr, _NOBODY)
        assert stub is not None
        grant = w.permit_stub(Action.VARSLE_FRIST, stub)
        w.begin()
        varsler.tell(
            w.tx,
            grant,
            mottaker=AnsattId(kontor.staff_id(who)),
            slag=slag,
            nokkel=nokkel or f"prove:{secrets.token_hex(8)}",
            opprettet=kontor.clock(),
            haster=haster,
            sak_id=SakId(stub.id),
        )


def address(kontor: Kontor, *names: str) -> None:
    """Give each an address: the user name at example.org."""
    for name in names:
        with kontor.work("admin") as w:
            set_address(w, name, f"{name}@example.org")


def states(kontor: Kontor) -> list[str]:
    """How each message stands, oldest first: `venter`, `sendt`, `gitt_opp` after attempts, or `lukket` without.

    That somebody was blocked is another matter.
    """
    those = "where slag not like 'ansatt_sperret%' order by opprettet, id"
    rows = kontor.rows(f"select sendt, gitt_opp, forsok from utboks {those}")  # noqa: S608 - the test's own words
    return [
        "sendt" if sent else "venter" if not given_up else "gitt_opp" if tried else "lukket"
        for sent, given_up, tried in rows
    ]
