"""What an act asks the databases, and what it can leave unasked."""

import pytest

from exin.casework.oversikt import lister
from exin.casework.oversikt.lister import Filter
from exin.errors import Tampered
from exin.store.keystore import SqlKeyStore
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor


def asked_of(seen: list[str], table: str) -> list[str]:
    return [text for text in seen if text.replace("\n", " ").startswith(f"SELECT {table}.")]


def test_the_assignments_to_a_case_are_asked_for_alike_whoever_asks(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    found = {}
    for who in ("kari", "ola"):
        with kontor.statements() as seen, kontor.read(who) as r:
            assert r.stub(r.permit(Action.LES_SAK, saksnr)).medansvarlig is (who == "ola")
        found[who] = len(asked_of(seen, "tildeling"))
    assert found == {"kari": 1, "ola": 1}


def test_an_assignment_that_lets_somebody_in_is_compared_with_the_log(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    kontor.tamper("update tildeling set funksjon = 'klarert_leder' where funksjon = 'medansvarlig'")
    with pytest.raises(Tampered), kontor.read("ola") as r:
        r.permit(Action.LES_SAK, saksnr)
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def test_a_step_reads_the_persons_other_cases_only_where_there_are_any(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    with kontor.statements() as seen:
        cases.advance(kontor, saksnr, "start_forlop")
    assert len(asked_of(seen, "sak")) == 1 + 1  # the case, and its version when the lock was had


def test_keys_of_a_list_are_fetched_together(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        cases.case(kontor, kontakt="kari")
    kontor.office.means.keyring.forget()

    def refused(*_: object) -> None:
        raise AssertionError("one by one")

    monkeypatch.setattr(SqlKeyStore, "key_by_id", refused)
    with kontor.read("kari") as r:
        lines = lister.list_cases(r, Filter())
    assert len(lines) == 3
    assert all(line.navn for line in lines)
