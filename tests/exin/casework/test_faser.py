"""The way through the phases, as the stepper shows it."""

from datetime import timedelta

from exin.casework.visning.faser import Fase, Stand, by_round, phases
from exin.casework.visning.visning import show_case
from tests.helpers import cases, people
from tests.helpers.office import START, Kontor

TODAY = START.date()
DONE, NOW, LATER = Stand.FERDIG, Stand.NA, Stand.SENERE


def shown(kontor: Kontor, saksnr: str, who: str = "kari") -> tuple[Fase, ...]:
    with kontor.read(who) as r:
        return phases(show_case(r, saksnr, identitet=False), dag=kontor.clock.today)


def stands(found: tuple[Fase, ...]) -> list[tuple[str, Stand]]:
    return [(each.kode, each.stand) for each in found]


def test_a_new_case_has_the_phases_ahead(kontor: Kontor) -> None:
    found = shown(kontor, cases.case(kontor))
    assert stands(found) == [
        ("henvendelse", NOW),
        ("vurdering", LATER),
        ("forlop", LATER),
        ("avslutning", LATER),
    ]
    assert (found[0].navn, found[0].fra, found[0].til, found[0].dager) == ("Henvendelse", TODAY, None, 0)
    assert (found[1].fra, found[1].dager, found[2].navn) == (None, None, "Forløp")


def test_each_phase_has_its_days(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=32)
    cases.go_on(kontor, saksnr, "forlop", fra="vurdering")
    kontor.clock.forward(days=273)
    found = shown(kontor, saksnr)
    assert stands(found)[1:3] == [("vurdering", DONE), ("forlop", NOW)]
    assert (found[1].fra, found[1].til, found[1].dager) == (TODAY, TODAY + timedelta(days=32), 32)
    assert (found[2].til, found[2].dager) == (None, 273)


def test_who_goes_back_goes_on_with_the_phase(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.forward(days=30)
    cases.go_on(kontor, saksnr, "avslutning", fra="forlop")
    kontor.clock.forward(days=5)
    cases.advance(kontor, saksnr, "tilbake_til_forlop", begrunnelse="Mistet boligen.")
    found = shown(kontor, saksnr)
    assert stands(found)[2:] == [("forlop", NOW), ("avslutning", LATER)]
    assert (found[2].fra, found[2].dager) == (TODAY, 35)


def test_a_step_that_is_void_was_no_phase(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.advance(kontor, saksnr, "annuller_steg", "leder", begrunnelse="Feil sak.")
    assert stands(shown(kontor, saksnr))[1:3] == [("vurdering", NOW), ("forlop", LATER)]


def test_to_be_carried_over_is_no_new_phase(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", program="exin_oslo_ung")
    kontor.clock.set(people.YOUNG.replace(year=2026))
    cases.advance(kontor, saksnr, "overfor_til_18")
    found = shown(kontor, saksnr)
    assert stands(found)[2:] == [("forlop", NOW), ("avslutning", LATER)]
    assert (found[2].fra, found[2].dager) == (TODAY, (kontor.clock.today - TODAY).days)


def test_once_out_nothing_lies_ahead(kontor: Kontor) -> None:
    ways = {
        "ikke_tatt_inn": ["henvendelse", "ikke_tatt_inn"],
        "frafall": ["henvendelse", "vurdering", "forlop", "frafall"],
        "avsluttet": ["henvendelse", "vurdering", "forlop", "avslutning", "avsluttet"],
    }
    for state, expected in ways.items():
        found = shown(kontor, cases.case(kontor, state))
        assert [each.kode for each in found] == expected
        assert [each.utgang for each in found] == [False] * (len(expected) - 1) + [True]
        assert [each.stand for each in found] == [DONE] * (len(expected) - 1) + [NOW]


def test_a_second_round_is_a_second_run_through(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    kontor.clock.forward(days=40)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    first, second = by_round(shown(kontor, saksnr))
    assert [each.kode for each in first] == ["henvendelse", "vurdering", "forlop", "frafall"]
    assert (first[-1].stand, first[-1].dager, {each.runde for each in first}) == (DONE, 40, {1})
    assert stands(second) == [("vurdering", NOW), ("forlop", LATER), ("avslutning", LATER)]
    assert {each.runde for each in second} == {2}
