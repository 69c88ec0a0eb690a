"""What a block may do, what becomes of it when it fails, and that its grants die with it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.grunnlag import history
from exin.casework.grunnlag.saksrader import read_rows
from exin.casework.hus import ansatte
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKontakt
from exin.casework.person import personer as personarbeid
from exin.casework.sak import facts, steg
from exin.casework.sak.steg import Onske
from exin.casework.tilgang import tildeling
from exin.errors import Conflict, Denied, ExinError, IllegalStep, InvalidInput, LogUnavailable, NotFound
from exin.ids import new_id
from exin.store import arbeid as arbeidslager
from exin.store import personer
from exin.store.grant import Grant, OutsideGrant
from exin.store.tables import Notat, Person
from exin.work import Work
from exin.work.write import NothingPermitted
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor, meanwhile

TEXT = "Kaffe med hesten."


def note(kontor: Kontor, saksnr: str, text: str = TEXT) -> None:
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, text)


def read_note(kontor: Kontor, saksnr: str, felt: tuple[str, ...] = ("notat.tekst",)) -> str | None:
    with kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=felt)
        (stored,) = arbeidslager.of_case(r.tx, grant, Notat)
        return r.open(grant, stored, "tekst")


# -- grants --------------------------------------------------------------------------------------------


def test_what_was_sealed_is_read_back(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    note(kontor, saksnr)
    assert read_note(kontor, saksnr) == TEXT


def test_a_field_that_was_not_declared_is_not_opened(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    note(kontor, saksnr)
    with pytest.raises(OutsideGrant):
        read_note(kontor, saksnr, felt=("kontakt.tekst",))


def test_a_cell_of_another_case_is_not_opened(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor)
    note(kontor, mine)
    with kontor.read("kari") as r:
        theirs = r.permit(Action.LES_NOTAT, mine, felt=("notat.tekst",))
        (stored,) = arbeidslager.of_case(r.tx, theirs, Notat)
        grant = r.permit(Action.LES_NOTAT, other, felt=("notat.tekst",))
        with pytest.raises(OutsideGrant):
            r.open(grant, stored, "tekst")


def test_the_identity_of_another_person_is_not_opened(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor)
    with kontor.read("kari") as r:
        theirs = r.permit(Action.LES_IDENTITET, mine, felt=("person.navn",))
        stored = personer.of_grant(r.tx, theirs)
        grant = r.permit(Action.LES_IDENTITET, other, felt=("person.navn",))
        with pytest.raises(OutsideGrant):
            r.open(grant, stored, "navn")


def test_no_cell_is_sealed_for_another_case_or_person(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor)
    with kontor.work("kari") as w:
        grant = w.permit(Action.SKRIV_NOTAT, mine)
        foreign = w.permit(Action.SKRIV_NOTAT, other)
        for model, owner in ((Notat, foreign.sak()), (Person, foreign.person())):
            with pytest.raises(OutsideGrant):
                w.seal(grant, model, owner_id=owner, row_id=new_id(), texts={"tekst": TEXT})


def test_a_grant_is_dead_after_its_block(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    note(kontor, saksnr)
    with kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        (stored,) = arbeidslager.of_case(r.tx, grant, Notat)
    for use in (
        lambda: r.open(grant, stored, "tekst"),
        lambda: arbeidslager.of_case(r.tx, grant, Notat),
        grant.sak,
        grant.person,
        lambda: r.note(grant, antall=1),
    ):
        with pytest.raises(OutsideGrant):
            use()


def test_a_grant_is_dead_in_another_block(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        grant = w.permit(Action.SKRIV_NOTAT, saksnr)
    with pytest.raises(OutsideGrant), kontor.work("kari") as later:
        later.permit(Action.LES_SAK, saksnr)
        later.seal(grant, Notat, owner_id=kontor_case(kontor, saksnr), row_id=new_id(), texts={"tekst": TEXT})


def test_a_grant_of_another_block_that_still_runs_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    note(kontor, saksnr)
    with kontor.read("kari") as mine, kontor.read("leder") as other:
        grant = mine.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        (stored,) = arbeidslager.of_case(mine.tx, grant, Notat)
        other.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        for use in (
            lambda: other.open(grant, stored, "tekst"),
            lambda: other.stub(grant),
            lambda: other.note(grant, antall=1),
        ):
            with pytest.raises(OutsideGrant):
                use()
        assert mine.open(grant, stored, "tekst") == TEXT


def kontor_case(kontor: Kontor, saksnr: str) -> bytes:
    return bytes(kontor.one("select id from sak where saksnr = ?", saksnr)[0])


def test_a_block_that_failed_kills_its_grants_too(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    grants: list[Grant] = []
    with pytest.raises(InvalidInput), kontor.work("kari") as w:
        grants.append(w.permit(Action.SKRIV_NOTAT, saksnr))
        raise InvalidInput("tekst_mangler", "tekst")
    with pytest.raises(OutsideGrant):
        grants[0].sak()


def test_only_the_grant_of_a_new_henvendelse_becomes_that_of_its_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        mine = w.permit(Action.LES_SAK, saksnr)
        lists = w.permit_house(Action.LISTE_SAKER, "register")
        for grant in (mine, lists):
            with pytest.raises(OutsideGrant):
                w.adopt(grant, sak_id=mine.sak(), person_id=mine.person(), new_person=False)


# -- a block's end -----------------------------------------------------------------------------------------


def test_a_write_block_without_an_event_refuses_to_commit(kontor: Kontor) -> None:
    before = kontor.log_size
    with pytest.raises(NothingPermitted), kontor.work("kari"):
        pass
    assert kontor.log_size == before


def write_then(saksnr: str, error: BaseException) -> Callable[[Work], None]:
    def body(w: Work) -> None:
        arbeid.write_kontakt(w, saksnr, NyKontakt(slag="samtale", utfall="holdt"))
        raise error

    return body


class Fault(Exception):
    """Something that nobody foresaw."""


@pytest.mark.parametrize(
    "error, outcome, kode",
    [
        (InvalidInput("tekst_mangler", "tekst"), Outcome.AVVIST, "tekst_mangler"),
        (IllegalStep([]), Outcome.AVVIST, None),
        (Conflict("endret_av_andre"), Outcome.KONFLIKT, "endret_av_andre"),
        (LogUnavailable("utfall_ukjent"), Outcome.AVBRUTT, "utfall_ukjent"),
        (Fault("Kari Nordmann"), Outcome.AVBRUTT, "feil"),
        (KeyboardInterrupt(), Outcome.AVBRUTT, "feil"),
        (Denied("les_sak"), Outcome.AVBRUTT, None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_a_block_that_fails_leaves_no_data_and_one_event_for_each_permit(
    kontor: Kontor, error: BaseException, outcome: Outcome, kode: str | None
) -> None:
    saksnr = cases.case(kontor)
    before = kontor.rows("select * from kontakt order by id"), kontor.rows("select * from sak")
    with kontor.new_events() as events, pytest.raises(type(error)), kontor.work("kari") as w:
        write_then(saksnr, error)(w)
    assert (kontor.rows("select * from kontakt order by id"), kontor.rows("select * from sak")) == before
    (event,) = events
    assert (event.handling, event.utfall, event.skrevet) == ("skriv_kontakt", outcome, ())
    assert event.koder == ((kode,) if kode else ())
    assert "Nordmann" not in repr(event)


def test_the_events_of_a_failed_block_are_durable_before_the_answer(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    seen: list[int] = []
    before = kontor.durable_events
    try:
        with kontor.work("kari") as w:
            w.permit(Action.SKRIV_NOTAT, saksnr)
            arbeid.write_notat(w, saksnr, "")
    except InvalidInput:
        seen.append(kontor.durable_events)
    assert seen == [before + 2]


def test_a_denial_in_the_middle_stops_what_was_permitted_before_it(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor, kontakt="ola")
    with kontor.new_events() as events, pytest.raises(Denied), kontor.work("kari") as w:
        arbeid.write_notat(w, mine, TEXT)
        arbeid.write_notat(w, other, TEXT)
    assert [(event.handling, event.utfall) for event in events] == [
        ("skriv_notat", Outcome.AVBRUTT),
        ("skriv_notat", Outcome.NEKTET),
    ]
    assert kontor.rows("select * from notat") == []


def test_what_was_read_before_a_read_block_failed_stays_one_event(kontor: Kontor) -> None:
    saksnr, other = cases.case(kontor), cases.case(kontor, kontakt="ola")
    note(kontor, saksnr)
    with kontor.new_events() as events, pytest.raises(Denied), kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        r.open(grant, arbeidslager.of_case(r.tx, grant, Notat)[0], "tekst")
        r.permit(Action.LES_NOTAT, other)
    assert [event.utfall for event in events] == [Outcome.TILLATT, Outcome.NEKTET]


def test_all_events_of_a_block_carry_one_request_id_and_no_other_block_has_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        for _ in range(2):
            with kontor.read("kari") as r:
                r.permit(Action.LES_SAK, saksnr)
                r.permit(Action.LES_NOTAT, saksnr)
    requests = [event.foresporsel for event in events]
    assert requests[0] == requests[1] != requests[2] == requests[3]


def test_a_refusal_that_was_swallowed_is_in_the_log_all_the_same(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor, kontakt="ola")
    with kontor.new_events() as events, kontor.work("kari") as w:
        with pytest.raises(Denied):
            w.permit(Action.SKRIV_NOTAT, other)
        arbeid.write_notat(w, mine, TEXT)
    assert [event.utfall for event in events] == [Outcome.NEKTET, Outcome.TILLATT]


# -- what can move between the permit and the lock -----------------------------------------------------------


def stale(kontor: Kontor, saksnr: str, what: Callable[[], object], act: Callable[[Work], object]) -> None:
    """The permit is had, something happens in another block, and then the write begins."""
    with kontor.work("kari") as w:
        w.permit(Action.LES_SAK, saksnr)
        meanwhile(what)
        act(w)


def test_a_write_on_a_case_that_moved_meanwhile_is_a_conflict_and_changes_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events, pytest.raises(Conflict):
        stale(
            kontor,
            saksnr,
            lambda: cases.give(kontor, saksnr, "ola", funksjon="medansvarlig"),
            lambda w: arbeid.write_notat(w, saksnr, TEXT),
        )
    assert kontor.rows("select * from notat") == []
    assert [event.utfall for event in events][-2:] == [Outcome.KONFLIKT, Outcome.KONFLIKT]


def test_who_lost_the_right_meanwhile_does_not_write(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)

    def block() -> None:
        with kontor.work("admin") as w:
            ansatte.set_active(w, "kari", aktiv=False)

    with pytest.raises(Conflict):
        stale(kontor, saksnr, block, lambda w: arbeid.write_notat(w, saksnr, TEXT))
    assert kontor.rows("select * from notat") == []


def test_a_birth_date_corrected_meanwhile_stops_the_step(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)

    def correct() -> None:
        with kontor.work("leder") as w:
            personarbeid.change_person(w, saksnr, personarbeid.Endring(fodselsdato=date(1970, 1, 1)))

    with pytest.raises(Conflict), kontor.work("kari") as w:
        grant = w.permit(Action.START_VURDERING, saksnr, felt=facts.NEEDED, hendelse="start_vurdering")
        known = history.read_history(w.tx, grant)
        rader = read_rows(w, grant)
        gathered = facts.of_case(w, grant, known, rader, dag=kontor.clock.today)
        kjent = steg.Kjent(history=known, rader=rader, facts=gathered)
        meanwhile(correct)
        steg.take(w, grant, kjent, Onske(hendelse="start_vurdering"))
    assert kontor.one("select tilstand from sak") == ("henvendelse",)


def test_not_found_and_denied_have_nothing_of_the_case_in_them(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="ola")
    errors: list[ExinError] = []
    for number, kind in ((saksnr, Denied), ("EX-2026-2222", NotFound)):
        with pytest.raises(kind) as error, kontor.read("kari") as r:
            r.permit(Action.LES_SAK, number)
        errors.append(error.value)
    assert not any(saksnr in repr(error) for error in errors)


def test_a_hidden_case_and_a_missing_one_fail_alike_inside_casework(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor)
    acts: list[Callable[[Work, str], Any]] = [
        lambda w, nr: arbeid.write_notat(w, nr, TEXT),
        lambda w, nr: steg.advance(w, nr, Onske(hendelse="start_vurdering")),
        lambda w, nr: steg.advance(
            w, nr, Onske(hendelse="start_forlop", overstyr=True, dato=kontor.clock.today)
        ),
        lambda w, nr: tildeling.assign(w, nr, "kari", "kontakt"),
        lambda w, nr: tildeling.assign(w, nr, "finnes.ikke", "tull"),
        lambda w, nr: tildeling.protect(w, nr, "ingen"),
        lambda w, nr: arbeid.write_samtykke(w, nr, "tull", utloper=kontor.clock.today - timedelta(days=9)),
    ]
    for act in acts:
        found = []
        for number in (hidden, "EX-2026-2222"):
            with kontor.statements() as seen, pytest.raises(NotFound) as error, kontor.work("leder") as w:
                act(w, number)
            found.append((error.value.args, seen))
        assert found[0] == found[1]


def test_nothing_is_added_to_an_event_that_is_written_already(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    note(kontor, saksnr)
    with kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        r.note(grant, antall=1)
        r.open(grant, arbeidslager.of_case(r.tx, grant, Notat)[0], "tekst")
        with pytest.raises(OutsideGrant):
            r.note(grant, antall=2)
    assert kontor.log()[-1].antall == 1
