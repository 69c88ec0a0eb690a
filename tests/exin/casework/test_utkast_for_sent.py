"""A form that comes after its session had ended is kept beside what lies there; and there is room for so many."""

import pytest

from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.fletting import SKILLE, Skrivefelt
from exin.casework.oppfolging.utkast import ForSent, read, save, save_late
from exin.errors import Denied, InvalidInput, NotFound, Tampered
from exin.sealing.keyring import Keyring
from exin.work.utkast import LARGEST
from tests.helpers import cases
from tests.helpers.office import Kontor

FELTER = Skrivefelt(fritekst=frozenset({"tekst"}), korte=frozenset())
LONG = "Vi møttes på trappa, og snakket lenge om hva som skjer når han flytter."
BETTER = LONG.replace("lenge", "kort")


def kept(kontor: Kontor, text: str, skjema: str = "notat") -> int:
    with kontor.work("kari") as w:
        return save(w, skjema, None, {"tekst": text})


def late(kontor: Kontor, text: str, *, versjon: int | None = None, saksnr: str | None = None) -> int:
    """What was begun from that version, and sent now by a session that was seen five minutes ago the last time."""
    sent = ForSent(versjon=versjon, sist_der=kontor.clock.now, felter=FELTER)
    kontor.clock.forward(minutes=5)
    with kontor.work("kari") as w:
        return save_late(w, "notat", saksnr, {"tekst": text}, sent)


def text_of(kontor: Kontor) -> str | None:
    with kontor.read("kari") as r:
        found = read(r, "notat")
    return found.felt["tekst"] if found else None


# -- too late -----------------------------------------------------------------------------------------------------


def test_it_is_refused_as_any_draft_is(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor)
    for saksnr in (hidden, "EX-2026-2222"):
        with pytest.raises(NotFound):
            late(kontor, "Noe.", saksnr=saksnr)
    sent = ForSent(versjon=None, sist_der=kontor.clock.now, felter=FELTER)
    with pytest.raises(Denied), kontor.work("revisor") as w:
        save_late(w, "notat", None, {}, sent)
    assert kontor.rows("select id from utkast") == []


def test_it_takes_nothing_away_of_what_was_written_since(kontor: Kontor) -> None:
    kept(kontor, "Den nye.")
    late(kontor, "Den gamle.")
    assert text_of(kontor) == f"Den nye.\n\n{SKILLE}\nDen gamle."


def test_where_nothing_lies_it_is_the_draft(kontor: Kontor) -> None:
    assert late(kontor, "Den gamle.") == 1
    assert text_of(kontor) == "Den gamle."


def test_what_was_put_right_in_the_same_session_takes_the_place_of_its_own_draft(kontor: Kontor) -> None:
    seen = kept(kontor, LONG)
    assert late(kontor, BETTER, versjon=seen) == seen + 1
    assert text_of(kontor) == BETTER


@pytest.mark.parametrize("how", ["another version", "a new draft of the same version", "none known"])
def test_where_somebody_has_written_since_both_stand(kontor: Kontor, how: str) -> None:
    versjon: int | None = kept(kontor, LONG)
    before = kontor.clock.now
    kontor.clock.forward(minutes=5)
    if how == "another version":
        kept(kontor, LONG)
        before = kontor.clock.now
    elif how == "a new draft of the same version":
        with kontor.work("kari") as w:
            utkast.discard(w, "notat")
        assert kept(kontor, LONG) == versjon
    else:
        versjon = None
    with kontor.work("kari") as w:
        save_late(
            w, "notat", None, {"tekst": BETTER}, ForSent(versjon=versjon, sist_der=before, felter=FELTER)
        )
    assert text_of(kontor) == f"{LONG}\n\n{SKILLE}\n{BETTER}"


def test_that_it_came_too_late_is_in_the_log_and_nothing_of_what_it_said(kontor: Kontor) -> None:
    kept(kontor, "Den nye.")
    with kontor.new_events() as events:
        late(kontor, "Den gamle.")
    assert [(each.handling, each.koder) for each in events] == [
        ("skriv_utkast", ("skjema:notat", "for_sent"))
    ]
    assert "gamle" not in repr(events)
    assert kontor.verify().ok


def test_two_that_are_too_long_together_are_refused_and_the_first_stays(kontor: Kontor) -> None:
    kept(kontor, "x" * (LARGEST // 2))
    with pytest.raises(InvalidInput) as caught:
        late(kontor, "y" * (LARGEST // 2))
    assert caught.value.kode == "utkast_for_langt"
    assert text_of(kontor) == "x" * (LARGEST // 2)


def test_a_draft_given_to_somebody_else_past_the_engine_is_not_added_to(kontor: Kontor) -> None:
    with kontor.work("ola") as w:
        save(w, "notat", None, {"tekst": "Olas."})
    nokkel = kontor.staff_id("kari").hex() + ":notat:-"
    kontor.tamper("update utkast set ansatt_id = ?, nokkel = ?", kontor.staff_id("kari"), nokkel)
    with pytest.raises(Tampered):
        late(kontor, "Den gamle.")


# -- room for so many ---------------------------------------------------------------------------------------------


def test_one_more_than_there_is_room_for_is_refused_before_it_gets_a_key(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utkast, "MOST_DRAFTS", 2)
    kept(kontor, "En.", "plan")
    kept(kontor, "To.", "samtale")
    monkeypatch.setattr(Keyring, "create", None)
    for act in (kept, late):
        with pytest.raises(InvalidInput) as caught:
            act(kontor, "Tre.")
        assert caught.value.kode == "for_mange_utkast"
    assert kontor.one("select count(*) from utkast") == (2,)


def test_those_that_there_are_are_still_saved_and_added_to(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utkast, "MOST_DRAFTS", 1)
    kept(kontor, "En.")
    assert kept(kontor, "To.") == 2
    assert late(kontor, "Tre.") == 3


def test_colleagues_take_no_room_from_each_other_and_a_draft_thrown_away_takes_none(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utkast, "MOST_DRAFTS", 1)
    with kontor.work("ola") as w:
        save(w, "notat", None, {"tekst": "Olas."})
    kept(kontor, "En.", "plan")
    with kontor.work("kari") as w:
        utkast.discard(w, "plan")
    assert kept(kontor, "To.") == 1


def test_one_sent_or_thrown_away_in_another_window_is_begun_anew(kontor: Kontor) -> None:
    kept(kontor, "En.")
    kept(kontor, "To.")
    with kontor.work("kari") as w:
        utkast.discard(w, "notat")
    with kontor.work("kari") as w:
        assert save(w, "notat", None, {"tekst": "Tre."}, versjon=2) == 1
