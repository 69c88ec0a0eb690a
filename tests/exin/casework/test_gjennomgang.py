"""Passing over the log: what an event says is never so wrong that the check stops there."""

import pytest

from audit.encode import decode
from exin.casework.logg.verifisering import verify
from policies import Action, Job
from tests.helpers.office import Kontor, job


def first_start(kontor: Kontor) -> tuple[int, bytes]:
    """Leaf and body of the event that says which rules came into force."""
    for leaf, body in kontor.rows("select blad, kropp from logg_hendelse order by blad"):
        if decode(bytes(body)).handling == Action.START:
            return int(leaf), bytes(body)
    raise LookupError


@pytest.mark.parametrize(
    ("was", "becomes"),
    [(b'"programmer:', b'"programmer:x'), (b'"programmer:', b'"programmer_'), (b'"regler:', b'"uregler:')],
    ids=["no digest", "no name", "another name"],
)
def test_a_leaf_whose_digests_are_none_is_named_and_the_check_goes_on(
    kontor: Kontor, was: bytes, becomes: bytes
) -> None:
    kontor.office.sequence()
    leaf, body = first_start(kontor)
    assert was in body
    kontor.tamper("update logg_hendelse set kropp = ? where blad = ?", body.replace(was, becomes), leaf)
    with kontor.office.read(job(Job.VERIFISERING)) as w:
        report = verify(w, kontor.office.pins, data=True)
    assert not report.hel
    assert leaf in {each.blad for each in report.funn}
