"""Staff: made, changed, blocked and opened again; what nobody does to themselves; and who works from which account."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.events import Outcome
from exin.actor import Caller
from exin.casework.hus.ansatte import AnsattValg, add_staff, change_staff, set_active
from exin.casework.hus.ansattvisning import AnsattView, list_staff
from exin.casework.hus.brukernavn import is_user_name
from exin.casework.oppfolging import arbeid
from exin.cli.feil import answer_to
from exin.errors import Conflict, Denied, ExinError, InvalidInput, NotFound, UnknownActor
from exin.work import Reading, Work
from policies import Action, Door
from tests.helpers import cases, stab
from tests.helpers.office import OS_USER, STAFF, Kontor, caller, meanwhile


def make(kontor: Kontor, name: str, by: str = "admin", **valg: Any) -> bool:  # noqa: ANN401 - any field of AnsattValg
    with kontor.work(by) as w:
        return add_staff(w, name, AnsattValg(**({"rolle": "saksbehandler"} | valg)))


def change(kontor: Kontor, name: str, by: str = "admin", **valg: Any) -> None:  # noqa: ANN401
    with kontor.work(by) as w:
        change_staff(w, name, AnsattValg(**valg))


def active(kontor: Kontor, name: str, aktiv: bool, by: str = "admin") -> None:
    with kontor.work(by) as w:
        set_active(w, name, aktiv=aktiv)


def listed(kontor: Kontor, name: str, by: str = "admin") -> AnsattView:
    with kontor.read(by) as r:
        return next(each for each in list_staff(r) if each.brukernavn == name)


def overtaken(kontor: Kontor, who: str, act: Callable[[Work], object], others: Callable[[], object]) -> None:
    """Do something in a block that was open already when others did something."""
    with kontor.work(who) as w:
        meanwhile(others)
        act(w)


def staff(kontor: Kontor) -> list[tuple[Any, ...]]:
    return kontor.rows("select * from ansatt order by id")


# -- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [name for name in STAFF if name != "admin"])
def test_nobody_but_the_systemansvarlig_manages_staff(kontor: Kontor, who: str) -> None:
    before = staff(kontor)
    acts: list[Callable[[], object]] = [
        lambda: make(kontor, "ny", who),
        lambda: change(kontor, "ola", who, klarert=True),
        lambda: active(kontor, "ola", False, who),
        lambda: change(kontor, "ingen", who),
    ]
    for act in acts:
        with kontor.new_events() as events, pytest.raises(Denied):
            act()
        assert [(event.handling, event.utfall) for event in events] == [
            ("administrer_ansatte", Outcome.NEKTET)
        ]
    assert staff(kontor) == before


@pytest.mark.parametrize(
    "name, valg, kind, kode",
    [
        ("ny", {"rolle": "vaktmester"}, InvalidInput, "ukjent_kode"),
        ("ny", {"rolle": None}, InvalidInput, "ukjent_kode"),
        ("ny", {"team": "borte"}, InvalidInput, "ukjent_team"),
        ("ny", {"stillingsandel": 101}, InvalidInput, "ugyldig_stillingsandel"),
        ("ny", {"stillingsandel": -1}, InvalidInput, "ugyldig_stillingsandel"),
        ("ny", {"os_bruker": "to ord"}, InvalidInput, "ugyldig_brukernavn"),
        ("ny", {"os_bruker": OS_USER}, Conflict, "os_bruker_finnes"),
        ("kari", {}, Conflict, "brukernavn_finnes"),
        ("", {}, InvalidInput, "ugyldig_brukernavn"),
        ("Kari Nordmann", {}, InvalidInput, "ugyldig_brukernavn"),
        ("\udcff", {}, InvalidInput, "ugyldig_brukernavn"),
    ],
)
def test_who_cannot_be_made_is_not_made(
    kontor: Kontor, name: str, valg: dict[str, Any], kind: type[ExinError], kode: str
) -> None:
    before = staff(kontor)
    with pytest.raises(kind, match=kode):
        make(kontor, name, **valg)
    assert staff(kontor) == before


@pytest.mark.parametrize(
    "name, valg, kind, kode",
    [
        ("kari", {}, InvalidInput, "ingenting_a_rette"),
        ("kari", {"rolle": "vaktmester"}, InvalidInput, "ukjent_kode"),
        ("kari", {"team": "borte"}, InvalidInput, "ukjent_team"),
        ("kari", {"stillingsandel": 101}, InvalidInput, "ugyldig_stillingsandel"),
        ("kari", {"os_bruker": "010203 12345"}, InvalidInput, "ugyldig_brukernavn"),
        ("kari", {"os_bruker": OS_USER}, Conflict, "os_bruker_finnes"),
        ("ingen", {"klarert": True}, InvalidInput, "ukjent_ansatt"),
        ("\udcff", {"klarert": True}, InvalidInput, "ukjent_ansatt"),
        ("admin", {"rolle": "teamleder"}, InvalidInput, "egen_rolle_kan_ikke_endres"),
        ("admin", {"klarert": True}, InvalidInput, "egen_klarering_kan_ikke_endres"),
        ("admin", {"os_bruker": "drift"}, InvalidInput, "egen_innlogging_kan_ikke_endres"),
    ],
)
def test_what_cannot_be_changed_is_not_changed(
    kontor: Kontor, name: str, valg: dict[str, Any], kind: type[ExinError], kode: str
) -> None:
    before = staff(kontor)
    with pytest.raises(kind, match=kode):
        change(kontor, name, **valg)
    assert staff(kontor) == before


@pytest.mark.parametrize("aktiv", [True, False])
def test_nobody_blocks_or_opens_their_own_account(kontor: Kontor, aktiv: bool) -> None:
    with pytest.raises(InvalidInput, match="egen_konto_kan_ikke_sperres"):
        active(kontor, "admin", aktiv)


def test_two_who_block_each_other_do_not_both_succeed(kontor: Kontor) -> None:
    stab.made(kontor, "drift", rolle="systemansvarlig")
    with pytest.raises(Conflict):
        overtaken(
            kontor,
            "admin",
            lambda w: set_active(w, "drift", aktiv=False),
            lambda: active(kontor, "admin", False, "drift"),
        )
    assert listed(kontor, "drift", "drift").aktiv


@pytest.mark.parametrize(
    "name, fits",
    [
        ("kari", True),
        ("Kari.N-1_x", True),
        ("k" * 64, True),
        ("k" * 65, False),
        ("", False),
        ("...", False),
        ("kåre", False),
        ("kari nordmann", False),
        ("14830398539", False),
        ("148303-98539", False),
        ("14.83.03_98539", False),
        ("kari\n", False),
    ],
)
def test_a_user_name_is_plain_and_looks_like_no_national_number(name: str, fits: bool) -> None:
    assert is_user_name(name) is fits


# -- made and changed ----------------------------------------------------------------------------------


def test_whoever_is_made_has_what_was_said_and_little_else(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        assert not make(kontor, "ny")
    seen = listed(kontor, "ny")
    assert (seen.rolle, seen.plikter, seen.klarert) == ("saksbehandler", (), False)
    assert (seen.team, seen.stillingsandel, seen.os_bruker, seen.aktiv) == ("exin", 100, None, True)
    assert [(event.handling, event.gjelder_ansatt) for event in events] == [
        ("administrer_ansatte", kontor.staff_id("ny").hex())
    ]


def test_only_what_is_said_is_changed(kontor: Kontor) -> None:
    before = listed(kontor, "kari")
    change(kontor, "kari", mottak=True, stillingsandel=0)
    seen = listed(kontor, "kari")
    assert (seen.plikter, seen.stillingsandel) == (("mottak",), 0)
    assert (seen.rolle, seen.team, seen.klarert) == (before.rolle, before.team, before.klarert)
    change(kontor, "kari", mottak=False)
    assert listed(kontor, "kari").plikter == ()


def test_another_role_counts_from_the_next_act(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    stab.changed(kontor, "kari", rolle="revisor")
    with pytest.raises(NotFound), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    with kontor.read("kari") as r:
        r.permit_house(Action.LES_LOGG, "logg")


# -- a blocked account ---------------------------------------------------------------------------------


def test_a_blocked_account_can_do_nothing_from_that_moment(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    active(kontor, "kari", False)
    with pytest.raises(NotFound), kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Likevel.")
    for action, kind in ((Action.HENVENDELSE, "program"), (Action.LISTE_SAKER, "register")):
        with pytest.raises(Denied) as error, kontor.read("kari") as r:
            r.permit_house(action, kind)  # type: ignore[arg-type]
        assert error.value.rule_ids == ("konto_sperret",)
    stab.opened(kontor, "kari")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Igjen.")


def test_what_was_begun_before_the_block_is_not_finished_after_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(Conflict):
        overtaken(
            kontor,
            "kari",
            lambda w: arbeid.write_notat(w, saksnr, "Rakk det ikke."),
            lambda: active(kontor, "kari", False),
        )
    assert kontor.rows("select * from notat") == []


# -- whose account -------------------------------------------------------------------------------------


def doors(kontor: Kontor, who: Caller) -> list[Callable[[], object]]:
    def read() -> Reading:
        with kontor.office.read(who) as r:
            r.permit_house(Action.LES_ANSATTE, "ansatte")
            return r

    def work() -> Work:
        with kontor.office.work(who) as w:
            w.permit_house(Action.LES_ANSATTE, "ansatte")
            return w

    return [read, work]


@pytest.mark.parametrize("name", ["ingen", "", "\udcff", "admin\n", None])
def test_who_is_nobody_here_is_told_so_and_the_name_is_not_kept(kontor: Kontor, name: str | None) -> None:
    for act in doors(kontor, Caller(dor=Door.CLI, brukernavn=name, os_bruker=OS_USER)):
        with kontor.new_events() as events, pytest.raises(UnknownActor) as error:
            act()
        (event,) = events
        assert (event.handling, event.utfall, event.koder) == (
            "kjenne_til",
            Outcome.NEKTET,
            ("ukjent_ansatt",),
        )
        assert event.ansatt is None
        assert not name or name not in repr(error.value.args)


def test_in_production_an_account_is_its_owners_alone(kontor: Kontor) -> None:
    stab.changed(kontor, "leder", os_bruker="leder.l")
    kontor.office.means.environment = "production"
    for who, account in (("leder", OS_USER), ("leder", "Leder.L"), ("kari", OS_USER), ("admin", "leder.l")):
        for act in doors(kontor, caller(who, os_bruker=account)):
            with pytest.raises(UnknownActor):
                act()
    for act in doors(kontor, caller("leder", os_bruker="leder.l")):
        act()


def test_an_unknown_and_a_foreign_account_get_one_answer_that_names_the_option() -> None:
    answer = answer_to(UnknownActor(Action.KJENNE_TIL))
    assert (answer.exit_code, answer.kode) == (2, "ukjent_bruker")
    assert answer.tekst == "Ukjent bruker, eller kontoen er ikke din. Kontroller --som."
    assert answer != answer_to(Denied(Action.KJENNE_TIL))
