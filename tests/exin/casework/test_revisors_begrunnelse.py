"""One reason, opened by whoever audits: who may, what the log says of it, and that a hidden case is like any other."""

import pytest

from exin.casework.logg.begrunnelse import ApnetBegrunnelse, may_open, open_reason
from exin.casework.logg.innsyn import permit_search, search_page
from exin.casework.logg.utvalg import Sok
from exin.casework.tilgang import tildeling
from exin.errors import Denied, NotFound, Tampered
from policies import Purpose
from tests.helpers import cases, stab
from tests.helpers.office import STAFF, Kontor

GRUNN = "Fetteren til den saken gjelder."


def barred(kontor: Kontor, *, hidden: bool = False) -> int:
    """The leaf of an event with a reason: somebody was registered as partial."""
    saksnr = cases.protected_case(kontor) if hidden else cases.case(kontor)
    with kontor.work("klarert_leder") as w:
        tildeling.bar(w, saksnr, "ola", GRUNN)
    return kontor.log_size - 1


def clear(kontor: Kontor) -> None:
    stab.changed(kontor, "revisor", klarert=True)


def opened(
    kontor: Kontor, blad: int, who: str = "revisor", formal: Purpose | None = None
) -> ApnetBegrunnelse:
    with kontor.read(who, formal=formal) as r:
        return open_reason(r, blad)


@pytest.mark.parametrize("who", [each for each in STAFF if each not in ("revisor", "sperret")])
def test_who_does_not_audit_opens_none(kontor: Kontor, who: str) -> None:
    blad = barred(kontor)
    with pytest.raises(Denied):
        opened(kontor, blad, who)


@pytest.mark.parametrize("hidden", [False, True])
def test_an_auditor_who_is_not_cleared_opens_none_whichever_case_it_stands_in(
    kontor: Kontor, hidden: bool
) -> None:
    blad = barred(kontor, hidden=hidden)
    with kontor.new_events() as events, pytest.raises(NotFound):
        opened(kontor, blad)
    assert [(each.handling, each.utfall) for each in events] == [
        ("les_logg", "avbrutt"),  # which gave nothing
        ("apne_begrunnelse", "nektet"),
    ]


def test_what_the_person_asks_for_is_not_answered_by_what_others_wrote(kontor: Kontor) -> None:
    blad = barred(kontor)
    clear(kontor)
    with pytest.raises(NotFound):
        opened(kontor, blad, formal=Purpose.INNSYN)


def test_an_event_without_a_reason_and_one_that_there_is_not_are_one_answer(kontor: Kontor) -> None:
    barred(kontor)
    clear(kontor)
    for blad in (3, 9_999_999):
        with kontor.new_events() as events, pytest.raises(NotFound):
            opened(kontor, blad)
        assert [each.handling for each in events] == ["les_logg", "apne_begrunnelse"]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_cleared_auditor_reads_the_one_that_was_asked_for_and_it_is_in_the_log_of_the_case(
    kontor: Kontor, hidden: bool
) -> None:
    blad = barred(kontor, hidden=hidden)
    clear(kontor)
    about = kontor.log()[blad].sak
    with kontor.new_events() as events:
        found = opened(kontor, blad)
    assert (found.tekst, found.innslag.handling) == (GRUNN, "registrer_inhabil")
    read, act = events
    assert (read.handling, read.antall, read.koder) == ("les_logg", 1, ("sok:blad",))
    assert (act.handling, act.sak, act.formal) == ("apne_begrunnelse", about, "kontroll")
    assert act.felt == ("begrunnelse.salt", "begrunnelse.tekst")
    assert act.regler == ("revisor_begrunnelse",)
    assert GRUNN not in repr(found)


def test_a_text_that_is_not_the_one_that_was_sealed_with_the_event_is_not_shown(kontor: Kontor) -> None:
    first, second = barred(kontor), barred(kontor)
    clear(kontor)
    one, other = (bytes.fromhex(kontor.log()[each].skrevet[0].rad) for each in (first, second))
    cells = kontor.one("select tekst, salt from begrunnelse where id = ?", other)
    kontor.tamper("update begrunnelse set tekst = ?, salt = ? where id = ?", *cells, one)
    with pytest.raises(Tampered):
        opened(kontor, first)


def test_an_event_that_was_made_to_say_another_commitment_opens_nothing(kontor: Kontor) -> None:
    blad = barred(kontor)
    clear(kontor)
    (body,) = kontor.one("select kropp from logg_hendelse where blad = ?", blad)
    said = (kontor.log()[blad].forpliktelse or "").encode()
    kontor.tamper("update logg_hendelse set kropp = ? where blad = ?", body.replace(said, b"0" * 64), blad)
    with pytest.raises(Tampered):
        opened(kontor, blad)


def test_a_page_offers_a_reason_to_who_may_open_it_and_opens_nothing(kontor: Kontor) -> None:
    blad = barred(kontor)

    def offered() -> frozenset[int]:
        kontor.office.sequence()
        with kontor.read("revisor") as r:
            return may_open(r, search_page(r, permit_search(r, Sok()), Sok()).linjer)

    assert offered() == frozenset()
    clear(kontor)
    with kontor.new_events() as events:
        assert offered() == {blad}
    assert [each.handling for each in events] == ["les_logg"]
