"""A case's deadlines follow what is written of it, in the same transaction, and nothing else closes them."""

from datetime import date, timedelta
from typing import Any

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.frist.fristendring import move_frist, pause_frist, resume_frist, show_deadlines
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKontakt
from exin.casework.tilgang import tildeling
from exin.errors import Denied, IllegalStep, InvalidInput, NotFound
from tests.helpers import cases, registers
from tests.helpers.office import Kontor

WHY = "Personen er bortreist."


def standing(kontor: Kontor, saksnr: str) -> dict[str, date]:
    """The open deadlines of a case by kind, with the day on which each is due."""
    rows = kontor.rows(
        "select f.slag, f.frist from frist f join sak s on s.id = f.sak_id"
        " where s.saksnr = ? and f.lukket is null",
        saksnr,
    )
    return {slag: date.fromisoformat(str(frist)) for slag, frist in rows}


def closed(kontor: Kontor, saksnr: str) -> dict[str, str]:
    """How the closed deadlines of a case were closed; the latest of each kind."""
    rows = kontor.rows(
        "select f.slag, f.lukket_som from frist f join sak s on s.id = f.sak_id"
        " where s.saksnr = ? and f.lukket is not null order by f.registrert, f.id",
        saksnr,
    )
    return dict(rows)


def contact(kontor: Kontor, saksnr: str, **given: Any) -> None:  # noqa: ANN401
    cases.talk(kontor, saksnr, **({"slag": "samtale", "utfall": "holdt"} | given))


# -- what starts and what closes -----------------------------------------------------------------------------------


def test_a_refused_step_leaves_every_deadline_as_it_was(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    before = kontor.rows("select * from frist order by id")
    assert before
    with pytest.raises(IllegalStep):
        cases.advance(kontor, saksnr, "start_vurdering")
    with pytest.raises(Denied), kontor.work("ola") as w:
        arbeid.write_kontakt(w, saksnr, NyKontakt(slag="telefon", utfall="holdt"))
    assert kontor.rows("select * from frist order by id") == before


def test_a_henvendelse_is_to_be_answered_in_three_working_days_and_talked_over_in_ten(kontor: Kontor) -> None:
    kontor.clock.set(date(2026, 4, 1))  # Wednesday; Thursday to Monday are Easter
    saksnr = cases.case(kontor)
    assert standing(kontor, saksnr) == {
        "forste_svar": date(2026, 4, 9),
        "informasjonssamtale": date(2026, 4, 11),
    }


def test_what_was_asked_for_closes_a_deadline_and_nothing_else_does(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.attempt(kontor, saksnr)
    assert set(standing(kontor, saksnr)) == {"informasjonssamtale"}
    assert closed(kontor, saksnr) == {"forste_svar": "oppfylt"}
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Ringte tilbake.")
    kontor.clock.forward(days=40)
    assert set(standing(kontor, saksnr)) == {"informasjonssamtale"}
    cases.talk(kontor, saksnr)
    assert standing(kontor, saksnr) == {}


def test_a_step_closes_what_belonged_to_the_state_and_starts_what_belongs_to_the_next(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering")
    today = kontor.clock.today
    assert standing(kontor, saksnr) == {
        "kartlegging": today + timedelta(days=30),
        "vurder_frafall_stillhet_vurdering": today + timedelta(days=30),
    }
    cases.prepare(kontor, saksnr, "start_forlop")
    kontor.clock.forward(days=3)
    cases.advance(kontor, saksnr, "start_forlop")
    assert closed(kontor, saksnr)["kartlegging"] == "oppfylt"
    assert closed(kontor, saksnr)["vurder_frafall_stillhet_vurdering"] == "steg"
    assert standing(kontor, saksnr) == {
        "kontakt_forlop": today + timedelta(days=17),
        "plan": today + timedelta(days=93),
        "risikovurdering": today + timedelta(days=30),  # counted from when it was made
        "vurder_frafall_stillhet_forlop": today + timedelta(days=31),
    }


def test_each_contact_starts_the_next_term(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.forward(days=5)
    contact(kontor, saksnr, utfall="ikke_mott")
    assert standing(kontor, saksnr)["kontakt_forlop"] == kontor.clock.today + timedelta(days=9)
    contact(kontor, saksnr)
    contact(kontor, saksnr)
    assert standing(kontor, saksnr)["kontakt_forlop"] == kontor.clock.today + timedelta(days=14)
    assert kontor.one("select count(*) from frist where slag = 'kontakt_forlop'") == (2,)


def test_three_no_shows_ask_for_a_judgement_and_a_contact_ends_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    for _ in range(2):
        kontor.clock.forward(days=1)
        contact(kontor, saksnr, utfall="ikke_mott")
    assert "vurder_frafall_oppmote" not in standing(kontor, saksnr)
    contact(kontor, saksnr, utfall="ikke_mott")
    assert "vurder_frafall_oppmote" in standing(kontor, saksnr)
    assert kontor.one("select tilstand from sak where saksnr = ?", saksnr) == ("forlop",)
    kontor.clock.forward(days=1)
    contact(kontor, saksnr)
    assert "vurder_frafall_oppmote" not in standing(kontor, saksnr)
    assert closed(kontor, saksnr)["vurder_frafall_oppmote"] == "oppfylt"


def test_a_consent_is_renewed_before_it_runs_out(kontor: Kontor) -> None:
    saksnr, today = cases.case(kontor, "vurdering"), kontor.clock.today
    cases.consent(kontor, saksnr, utloper=today + timedelta(days=100))
    assert standing(kontor, saksnr)["samtykke"] == today + timedelta(days=70)
    cases.consent(kontor, saksnr, utloper=today + timedelta(days=300))
    assert standing(kontor, saksnr)["samtykke"] == today + timedelta(days=270)
    assert closed(kontor, saksnr)["samtykke"] == "oppfylt"
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    assert "samtykke" not in standing(kontor, saksnr)


def test_an_ended_case_has_none_and_the_way_back_starts_new_ones(kontor: Kontor) -> None:
    ended = cases.case(kontor, "avsluttet")
    assert standing(kontor, ended) == {}
    until = kontor.clock.today + timedelta(days=200)
    saksnr = cases.case(kontor, "frafall", apen_til=until)
    assert standing(kontor, saksnr) == {"dor_apen": until}
    kontor.clock.forward(days=20)
    cases.advance(kontor, saksnr, "reinntak", "leder", arsak="ny_motivasjon")
    assert set(standing(kontor, saksnr)) == {"kartlegging", "vurder_frafall_stillhet_vurdering"}
    assert standing(kontor, saksnr)["kartlegging"] == kontor.clock.today + timedelta(days=30)


def test_a_step_taken_back_opens_what_it_closed_and_drops_what_it_started(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    before = standing(kontor, saksnr)
    cases.drop_out(kontor, saksnr)
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="Feil sak.")
    assert standing(kontor, saksnr) == before
    assert kontor.one("select count(*) from frist where slag = 'kontakt_forlop'") == (1,)
    assert kontor.verify().ok


def test_an_imported_case_has_deadlines_if_it_goes_on(kontor: Kontor) -> None:
    registers.land(kontor, register_as_it_is())
    rows = kontor.rows(
        "select s.tilstand, count(f.id) from sak s left join frist f on f.sak_id = s.id and f.lukket is null"
        " group by s.id, s.tilstand"
    )
    with_deadlines = {tilstand for tilstand, count in rows if count}
    without = {tilstand for tilstand, count in rows if not count}
    assert with_deadlines == {"vurdering", "forlop", "avslutning"}
    # A henvendelse that was answered and talked over waits for a vurdering. The register tells of no open door.
    assert without == {"avsluttet", "ikke_tatt_inn", "frafall", "henvendelse"}


# -- moved and paused ----------------------------------------------------------------------------------------------


def test_who_does_not_have_the_case_moves_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    til = kontor.clock.today + timedelta(days=60)
    for who in ("ola", "mottak", "revisor", "admin", "annen"):
        with pytest.raises((Denied, NotFound)), kontor.work(who) as w:
            move_frist(w, saksnr, "plan", til=til, begrunnelse=WHY)


@pytest.mark.parametrize(
    ("slag", "days", "why", "kode"),
    [
        ("kartlegging", 10, WHY, "ukjent_frist"),
        ("alder_31", 10, WHY, "alder_kan_ikke_flyttes"),
        ("plan", -1, WHY, "frist_i_fortid"),
        ("plan", 10, " ", "tekst_mangler"),
    ],
)
def test_a_deadline_that_cannot_be_moved_so_stays(
    kontor: Kontor, slag: str, days: int, why: str, kode: str
) -> None:
    saksnr = cases.case(kontor, "forlop")
    before = kontor.rows("select * from frist order by id")
    with pytest.raises(InvalidInput) as error, kontor.work("kari") as w:
        move_frist(w, saksnr, slag, til=kontor.clock.today + timedelta(days=days), begrunnelse=why)
    assert error.value.kode == kode
    assert kontor.rows("select * from frist order by id") == before


def test_a_moved_deadline_keeps_what_it_was_and_why_is_sealed(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    first = standing(kontor, saksnr)["plan"]
    with kontor.new_events() as events, kontor.work("kari") as w:
        move_frist(w, saksnr, "plan", til=first + timedelta(days=7), begrunnelse=WHY)
    (event,) = events
    assert event.handling == "flytt_frist"
    assert event.forpliktelse
    with kontor.read("kari") as r:
        shown = {each.slag: each for each in show_deadlines(r, saksnr)}["plan"]
    assert (shown.opprinnelig, shown.frist) == (first, first + timedelta(days=7))


def test_a_paused_deadline_has_as_much_left_as_it_had(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    first = standing(kontor, saksnr)["plan"]
    with pytest.raises(InvalidInput), kontor.work("kari") as w:
        resume_frist(w, saksnr, "plan", begrunnelse=WHY)
    with kontor.work("kari") as w:
        pause_frist(w, saksnr, "plan", begrunnelse=WHY)
    assert kontor.one("select neste from frist where slag = 'plan' and lukket is null") == (None,)
    with pytest.raises(InvalidInput), kontor.work("kari") as w:
        pause_frist(w, saksnr, "plan", begrunnelse=WHY)
    kontor.clock.forward(days=10)
    with kontor.work("leder") as w:
        resume_frist(w, saksnr, "plan", begrunnelse="Tilbake.")
    assert standing(kontor, saksnr)["plan"] == first + timedelta(days=10)


def test_a_deadline_put_back_past_the_door_is_found(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.tamper("update frist set frist = '2030-01-01', neste = null where slag = 'kontakt_forlop'")
    with pytest.raises(Exception, match="rad_er_ikke_siste_skriving"):
        contact(kontor, saksnr)


def test_assigning_a_case_moves_no_deadline(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    before = standing(kontor, saksnr)
    with kontor.work("leder") as w:
        tildeling.assign(w, saksnr, "ola", "kontakt")
    assert standing(kontor, saksnr) == before
