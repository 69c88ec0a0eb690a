"""What somebody has begun to write is kept for that one alone, sealed, until it is sent or thrown away."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from exin.casework.hus.ansatte import set_active
from exin.casework.oppfolging.utkast import UtkastLinje, discard, find, mine, read, save
from exin.casework.tilgang import tildeling
from exin.errors import Conflict, Denied, ExinError, InvalidInput, LogUnavailable, NotFound, Tampered
from exin.sealing.sealed import Owner, OwnerKind
from exin.store import decision
from exin.work import Work
from exin.work.utkast import LARGEST
from policies import Role
from tests.helpers import cases, stab
from tests.helpers.canaries import Canaries
from tests.helpers.office import START, Kontor, meanwhile

TEXT = {"tekst": "Møtte ham på trappa. Æøå.", "dato": "31.12.2026"}


def kept(kontor: Kontor, saksnr: str | None = None, who: str = "kari", **felt: str) -> int:
    with kontor.work(who) as w:
        return save(w, "notat", saksnr, felt or TEXT)


def seen(kontor: Kontor, saksnr: str | None = None, who: str = "kari") -> dict[str, str] | None:
    with kontor.read(who) as r:
        found = read(r, "notat", saksnr)
    return None if found is None else dict(found.felt)


def thrown_away(kontor: Kontor, saksnr: str | None = None, who: str = "kari") -> None:
    with kontor.work(who) as w:
        discard(w, "notat", saksnr)


def drafts(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from utkast")[0])


def has_key(kontor: Kontor, utkast_id: bytes) -> bool:
    return bool(kontor.office.means.keyring.count([Owner(OwnerKind.UTKAST, utkast_id)]))


# -- who gets nothing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "revisor", "sperret"])
def test_who_works_no_case_has_no_drafts(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events:
        for act in (lambda: kept(kontor, who=who), lambda: seen(kontor, who=who)):
            with pytest.raises(Denied):
                act()
    assert {each.utfall for each in events} == {"nektet"}
    assert drafts(kontor) == 0


def test_anothers_draft_is_as_if_there_were_none(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    for number in (saksnr, None):
        kept(kontor, number)
        for who in ("leder", "ola", "mottak"):
            if who == "leder" or number is None:
                assert seen(kontor, number, who) is None
            thrown_away(kontor, number, who)
        assert seen(kontor, number) == TEXT
    with kontor.read("leder") as r:
        assert mine(r) == []


@pytest.mark.parametrize("saksnr", ["EX-2026-2222", "", "x" * 500])
def test_a_draft_on_a_case_that_there_is_none_of_is_refused_and_logged(kontor: Kontor, saksnr: str) -> None:
    with kontor.new_events() as events, pytest.raises(NotFound):
        kept(kontor, saksnr)
    assert [(each.utfall, each.koder) for each in events] == [("nektet", ("ukjent_sak",))]
    assert seen(kontor, saksnr) is None
    thrown_away(kontor, saksnr)


def test_a_draft_on_a_case_that_must_not_be_known_of_is_as_on_one_that_there_is_none_of(
    kontor: Kontor,
) -> None:
    saksnr = cases.protected_case(kontor)
    with kontor.new_events() as events, pytest.raises(NotFound):
        kept(kontor, saksnr)
    assert [(each.handling, each.utfall) for each in events] == [("kjenne_til", "nektet")]
    assert drafts(kontor) == 0


def test_of_a_colleagues_case_one_may_keep_what_one_typed_and_read_it_when_the_case_is_ones_own(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, kontakt="ola")
    kept(kontor, saksnr)
    assert seen(kontor, saksnr) is None
    cases.give(kontor, saksnr, "kari")
    assert seen(kontor, saksnr) == TEXT


@pytest.mark.parametrize("change", ["barred", "strict"])
def test_where_the_case_became_hidden_the_draft_is_gone_from_sight(kontor: Kontor, change: str) -> None:
    saksnr = cases.case(kontor)
    kept(kontor, saksnr)
    kept(kontor)
    with kontor.work("leder") as w:
        if change == "barred":
            tildeling.bar(w, saksnr, "kari", "Fetter.")
        else:
            tildeling.protect(
                w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
            )
    with kontor.new_events() as events, kontor.read("kari") as r:
        assert read(r, "notat", saksnr) is None
        assert [line.saksnr for line in mine(r)] == [None]
    (sak_id,) = kontor.one("select id from sak where saksnr = ?", saksnr)
    assert bytes(sak_id).hex() not in repr(events)
    with kontor.read("kari") as r:
        assert find(r, "notat", decision.case_by_number(r.tx, saksnr, r.asker)) is None
    thrown_away(kontor, saksnr)
    assert drafts(kontor) == 1


def test_who_lost_the_role_has_no_draft_any_more(kontor: Kontor) -> None:
    kept(kontor)
    stab.changed(kontor, "kari", rolle=Role.REVISOR)
    with pytest.raises(Denied):
        seen(kontor)
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    with pytest.raises(Denied):
        seen(kontor)


@pytest.mark.parametrize("skjema", ["", "Notat", "notat!", "n" * 41, "møte", "a b", "../x", "notat_", "a__b"])
def test_what_is_no_form_is_refused(kontor: Kontor, skjema: str) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("kari") as w:
        save(w, skjema, None, TEXT)
    assert caught.value.kode == "ukjent_kode"


@pytest.mark.parametrize("felt", [{"t": "æ" * (LARGEST // 2)}, {str(n): "" for n in range(201)}])
def test_a_draft_that_is_too_large_is_refused_and_what_was_kept_stays(
    kontor: Kontor, felt: dict[str, str]
) -> None:
    kept(kontor)
    with pytest.raises(InvalidInput) as caught, kontor.work("kari") as w:
        save(w, "notat", None, felt)
    assert caught.value.kode == "utkast_for_langt"
    assert seen(kontor) == TEXT


def test_where_the_log_cannot_be_written_nothing_is_kept_or_shown(kontor: Kontor) -> None:
    kept(kontor)
    kontor.refuse(kontor.first_table)
    for act in (lambda: kept(kontor, tekst="Noe annet."), lambda: seen(kontor), lambda: thrown_away(kontor)):
        with pytest.raises(LogUnavailable):
            act()
    kontor.relent(kontor.first_table)
    assert seen(kontor) == TEXT


# -- what is kept -------------------------------------------------------------------------------------------------


def test_a_draft_comes_back_as_it_was_left(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        assert save(w, "notat", saksnr, TEXT) == 1
    with kontor.work("kari") as w:
        assert save(w, "notat", saksnr, {"tekst": ""}) == 2
    with kontor.read("kari") as r:
        found = read(r, "notat", saksnr)
    assert found is not None
    assert (found.skjema, found.saksnr, found.felt, found.versjon) == ("notat", saksnr, {"tekst": ""}, 2)
    assert found.oppdatert == kontor.clock.now
    assert drafts(kontor) == 1


def test_there_is_one_for_each_form_and_case(kontor: Kontor) -> None:
    one, other = cases.case(kontor), cases.case(kontor)
    places = [("notat", one), ("notat", other), ("kartlegging", one), ("notat", None), ("henvendelse", None)]
    for skjema, saksnr in places:
        with kontor.work("kari") as w:
            save(w, skjema, saksnr, {"hvor": f"{skjema} {saksnr}"})
        kontor.clock.forward(minutes=1)
    with kontor.read("kari") as r:
        for skjema, saksnr in places:
            found = read(r, skjema, saksnr)
            assert found is not None
            assert found.felt == {"hvor": f"{skjema} {saksnr}"}
    with kontor.new_events() as events, kontor.read("kari") as r:
        assert mine(r) == [
            UtkastLinje(skjema=skjema, saksnr=saksnr, oppdatert=START + timedelta(minutes=each))
            for each, (skjema, saksnr) in enumerate(places)
        ]
    assert sorted((each.handling, each.antall) for each in events) == [
        ("kjenne_til", None),
        ("kjenne_til", None),
        ("les_utkast", 5),
    ]


def test_each_is_an_act_in_the_log_by_case_and_person_and_says_nothing_of_what_was_typed(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor)
    sak, person = kontor.one("select id, person_id from sak where saksnr = ?", saksnr)
    with kontor.new_events() as events:
        kept(kontor, saksnr)
        seen(kontor, saksnr)
        thrown_away(kontor, saksnr)
    assert [each.handling for each in events] == ["skriv_utkast", "les_utkast", "les_sak", "slett_utkast"]
    assert {(each.sak, each.person) for each in events} == {(bytes(sak).hex(), bytes(person).hex())}
    assert [each.koder for each in events if each.handling != "les_sak"] == [("skjema:notat",)] * 3
    assert [each.felt for each in events][:2] == [("utkast.innhold",)] * 2
    assert "trappa" not in repr(events)
    assert kontor.verify().ok


def test_the_text_of_a_draft_lies_in_no_file_and_no_table(kontor: Kontor) -> None:
    canaries = Canaries()
    text = canaries.text("utkast")
    saksnr = cases.case(kontor)
    kept(kontor, saksnr, tekst=text, **{"felt_" + "x" * 10: text})
    assert seen(kontor, saksnr) == {"tekst": text, "felt_" + "x" * 10: text}
    kontor.office.pin()
    if kontor.on_server:
        stored = repr(kontor.rows("select * from utkast")) + repr(kontor.log())
        assert text not in stored
    else:
        assert canaries.found_under(kontor.folder) == {}
    assert text not in repr(kontor.log())


# -- thrown away --------------------------------------------------------------------------------------------------


def test_a_draft_that_is_thrown_away_is_gone_with_its_key(kontor: Kontor) -> None:
    kept(kontor)
    (utkast_id,) = kontor.one("select id from utkast")
    assert has_key(kontor, utkast_id)
    thrown_away(kontor)
    assert drafts(kontor) == 0
    assert not has_key(kontor, utkast_id)
    assert seen(kontor) is None
    kept(kontor, tekst="Nytt.")
    assert seen(kontor) == {"tekst": "Nytt."}


def test_a_draft_put_back_past_the_engine_does_not_open(kontor: Kontor) -> None:
    kept(kontor)
    rows = kontor.rows("select * from utkast")
    thrown_away(kontor)
    kontor.put_back("utkast", rows)
    assert seen(kontor) is None


def test_a_draft_that_could_not_be_removed_keeps_its_key(kontor: Kontor) -> None:
    kept(kontor)
    with pytest.raises(ExinError), kontor.work("kari") as w:
        discard(w, "notat")
        raise Conflict
    assert seen(kontor) == TEXT


# -- whoever has a pen reads no more than before ------------------------------------------------------------------


def test_a_draft_given_to_somebody_else_past_the_engine_does_not_open(kontor: Kontor) -> None:
    kept(kontor)
    nokkel = kontor.staff_id("ola").hex() + ":notat:-"
    kontor.tamper("update utkast set ansatt_id = ?, nokkel = ?", kontor.staff_id("ola"), nokkel)
    with pytest.raises(Tampered) as caught:
        seen(kontor, who="ola")
    assert caught.value.kode == "celle_feil_eier"


def test_a_draft_moved_to_another_case_past_the_engine_does_not_open(kontor: Kontor) -> None:
    hidden, own = cases.case(kontor), cases.case(kontor)
    kept(kontor, hidden)
    (sak_id,) = kontor.one("select id from sak where saksnr = ?", own)
    nokkel = f"{kontor.staff_id('kari').hex()}:notat:{bytes(sak_id).hex()}"
    kontor.tamper("update utkast set sak_id = ?, nokkel = ?", sak_id, nokkel)
    with pytest.raises(Tampered):
        seen(kontor, own)


# -- two at once --------------------------------------------------------------------------------------------------


def in_passing(kontor: Kontor, act: Callable[[Kontor], object]) -> None:
    act(kontor)
    kontor.leave()


def between_reading_and_writing(w: Work, patch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen in another thread just before the block begins to write."""
    begin = w.begin

    def late() -> None:
        patch.undo()
        meanwhile(act)
        begin()

    patch.setattr(w, "begin", late)


@pytest.mark.parametrize("there", [False, True])
def test_of_two_saves_at_once_one_is_kept_and_the_other_is_told(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        kept(kontor, tekst="Fra før.")
    with pytest.raises(Conflict), kontor.work("kari") as w:
        between_reading_and_writing(w, monkeypatch, lambda: in_passing(kontor, kept))
        save(w, "notat", None, {"tekst": "Den andre."})
    assert seen(kontor) == TEXT
    assert drafts(kontor) == 1
    kept(kontor, tekst="Den andre.")
    assert seen(kontor) == {"tekst": "Den andre."}


def test_what_was_thrown_away_while_it_was_saved_is_told_and_not_half_there(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(kontor)
    with pytest.raises(Conflict), kontor.work("kari") as w:
        between_reading_and_writing(w, monkeypatch, lambda: in_passing(kontor, thrown_away))
        save(w, "notat", None, {"tekst": "Den andre."})
    assert (seen(kontor), drafts(kontor)) == (None, 0)


def test_of_two_windows_the_one_that_saw_less_is_told(kontor: Kontor) -> None:
    kept(kontor)
    kept(kontor, tekst="Den ene.")
    with pytest.raises(Conflict) as caught, kontor.work("kari") as w:
        save(w, "notat", None, {"tekst": "Den andre."}, versjon=1)
    assert caught.value.kode == "utkast_endret"
    assert seen(kontor) == {"tekst": "Den ene."}
    with kontor.work("kari") as w:
        save(w, "notat", None, {"tekst": "Den andre."}, versjon=2)
    assert seen(kontor) == {"tekst": "Den andre."}
