"""Staff are known by issuer and subject, or by a password where nobody is real; and shown by a name."""

import sys
import time
from collections.abc import Callable, Iterator

import pytest

from exin.casework.hus import okter
from exin.casework.hus.innlogging import (
    bind,
    check_password,
    display_names,
    set_display_name,
    set_password,
    staff_of,
    unbind,
)
from exin.errors import Conflict, Denied, ExinError, InvalidInput, LogUnavailable, Misconfigured, Tampered
from exin.sealing import passord
from exin.work import Work
from tests.helpers.office import STAFF, Kontor
from tests.helpers.okter import by_web, is_in, log_in
from tests.helpers.stab import together

ISSUER = "https://login.example.org/felles/v2.0"
SUBJECT = "1f0c1f0c-0000-4000-8000-000000000001/2f0c2f0c-0000-4000-8000-000000000002"
PASSWORD = "hest batteri stift riktig"  # noqa: S105 - nobody's
NAME = "Ingrid Solberg Øye"


@pytest.fixture
def production(kontor: Kontor) -> Iterator[Kontor]:
    """The same office, with real people in it; `admin` works from the account of the tests."""
    kontor.office.means.environment = "production"
    yield kontor
    kontor.office.means.environment = "development"


def bound(kontor: Kontor, who: str = "kari", subject: str = SUBJECT) -> None:
    together(kontor, who, lambda w: bind(w, who, ISSUER, subject))


def taken_away(kontor: Kontor, who: str = "kari") -> None:
    with kontor.work("admin") as w:
        unbind(w, who, ISSUER, SUBJECT)


def given_password(kontor: Kontor, who: str = "kari", password: str = PASSWORD) -> None:
    together(kontor, who, lambda w: set_password(w, who, password))


def knows(kontor: Kontor, who: str | None, password: str = PASSWORD) -> bool:
    return check_password(kontor.office, by_web(who), password)


# -- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [each for each in STAFF if each != "admin"])
def test_only_who_manages_staff_says_how_they_log_in(kontor: Kontor, who: str) -> None:
    acts: tuple[Callable[[Work], object], ...] = (
        lambda w: bind(w, "ola", ISSUER, SUBJECT),
        lambda w: unbind(w, "ola", ISSUER, SUBJECT),
        lambda w: set_password(w, "ola", PASSWORD),
        lambda w: set_display_name(w, "ola", NAME),
    )
    for act in acts:
        with pytest.raises(Denied), kontor.work(who) as w:
            act(w)
    for table in ("innlogging", "lokalkonto", "visningsnavn"):
        assert kontor.rows(f"select id from {table}") == []  # noqa: S608 - a name of the test's


def test_nobody_binds_oneself(kontor: Kontor) -> None:
    for act in (bind, unbind):
        with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
            act(w, "admin", ISSUER, SUBJECT)
        assert caught.value.kode == "egen_innlogging_kan_ikke_endres"
    assert staff_of(kontor.office, ISSUER, SUBJECT) is None


# -- by a provider ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer, subject, kode",
    [
        ("", SUBJECT, "ugyldig_utsteder"),
        ("login.example.org", SUBJECT, "ugyldig_utsteder"),
        ("https://login.example.org/ x", SUBJECT, "ugyldig_utsteder"),
        ("https://" + "a" * 200, SUBJECT, "ugyldig_utsteder"),
        ("javascript:https://a", SUBJECT, "ugyldig_utsteder"),
        (ISSUER, "", "ugyldig_subjekt"),
        (ISSUER, "kari nordmann", "ugyldig_subjekt"),
        (ISSUER, "a" * 201, "ugyldig_subjekt"),
        (ISSUER, "01880081183", "ugyldig_subjekt"),
        (ISSUER, "no:01880081183", "ugyldig_subjekt"),
    ],
)
def test_what_is_no_issuer_or_subject_is_refused(
    kontor: Kontor, issuer: str, subject: str, kode: str
) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
        bind(w, "kari", issuer, subject)
    assert caught.value.kode == kode
    assert kontor.rows("select id from innlogging") == []


def test_a_provider_without_tls_is_for_trial_use(production: Kontor) -> None:
    with pytest.raises(InvalidInput) as caught, production.work("admin") as w:
        bind(w, "kari", "http://127.0.0.1:9", SUBJECT)
    assert caught.value.kode == "ugyldig_utsteder"


def test_a_subject_is_one_person(kontor: Kontor) -> None:
    bound(kontor)
    for who in ("ola", "kari"):
        with pytest.raises(Conflict) as caught:
            bound(kontor, who)
        assert caught.value.kode == "innlogging_finnes"
    assert staff_of(kontor.office, ISSUER, SUBJECT) == "kari"


@pytest.mark.parametrize(
    "issuer", ["https://login.example.org/felles", "https://andre.example.org", "", "\ud800"]
)
def test_the_same_subject_of_another_issuer_is_nobody(kontor: Kontor, issuer: str) -> None:
    bound(kontor)
    assert staff_of(kontor.office, issuer, SUBJECT) is None


def test_one_may_have_several_and_each_is_found(kontor: Kontor) -> None:
    bound(kontor)
    bound(kontor, subject="en-annen")
    assert [staff_of(kontor.office, ISSUER, each) for each in (SUBJECT, "en-annen", "en-tredje")] == [
        "kari",
        "kari",
        None,
    ]
    assert kontor.verify().ok


def test_what_was_taken_away_is_nobody_and_ends_the_sessions(kontor: Kontor) -> None:
    bound(kontor)
    ny, other = log_in(kontor), log_in(kontor, "ola")
    with pytest.raises(InvalidInput) as caught:
        taken_away(kontor, "ola")
    assert caught.value.kode == "ukjent_innlogging"
    assert is_in(kontor, ny)
    taken_away(kontor)
    assert staff_of(kontor.office, ISSUER, SUBJECT) is None
    assert (is_in(kontor, ny), is_in(kontor, other)) == (False, True)
    with pytest.raises(InvalidInput):
        taken_away(kontor)
    bound(kontor, "ola")
    assert staff_of(kontor.office, ISSUER, SUBJECT) == "ola"
    assert kontor.verify().ok


def test_a_binding_that_was_given_to_somebody_else_past_the_engine_lets_nobody_in(kontor: Kontor) -> None:
    bound(kontor)
    kontor.tamper("update innlogging set ansatt_id = ?", kontor.staff_id("klarert_leder"))
    with pytest.raises(Tampered):
        staff_of(kontor.office, ISSUER, SUBJECT)


def test_each_is_an_event_about_whom_it_is_about_without_what_was_typed(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        bound(kontor)
        with kontor.work("admin") as w:
            set_password(w, "ola", PASSWORD)
        with kontor.work("admin") as w:
            set_display_name(w, "kari", NAME)
    assert {event.gjelder_ansatt for event in events} == {
        kontor.staff_id(each).hex() for each in ("kari", "ola")
    }
    assert [row.tabell for event in events for row in event.skrevet] == [
        "innlogging",
        "lokalkonto",
        "visningsnavn",
    ]
    for typed in (ISSUER, SUBJECT, PASSWORD, NAME, "argon2"):
        assert typed not in repr(events)


# -- by a password ------------------------------------------------------------------------------------------------


def test_there_are_no_passwords_where_people_are_real(production: Kontor) -> None:
    with pytest.raises(Misconfigured) as caught:
        given_password(production, "ola")
    assert caught.value.kode == "lokale_kontoer_i_produksjon"
    for refused in (lambda: knows(production, "kari"), lambda: log_in(production, metode="lokal")):
        with pytest.raises(Misconfigured) as caught:
            refused()
        assert caught.value.kode == "lokale_kontoer_i_produksjon"
    assert production.rows("select id from lokalkonto") == []
    assert production.rows("select id from okt") == []


@pytest.mark.parametrize(
    ("password", "kode"),
    [("", "passord_for_kort"), ("elleve tegn", "passord_for_kort"), ("x" * 201, "passord_for_langt")],
)
def test_a_password_that_is_too_short_or_too_long_is_refused_as_what_it_is(
    kontor: Kontor, password: str, kode: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        given_password(kontor, password=password)
    assert caught.value.kode == kode
    assert kontor.rows("select id from lokalkonto") == []


@pytest.mark.parametrize(
    "who, password",
    [
        ("kari", PASSWORD.upper()),
        ("kari", ""),
        ("ola", PASSWORD),
        ("ola", ""),
        ("ingen", PASSWORD),
        ("", PASSWORD),
        (None, PASSWORD),
        ("kari ", PASSWORD),
        ("kari' or 1=1", PASSWORD),
    ],
)
def test_a_wrong_password_is_refused_and_logged_without_what_was_typed(
    kontor: Kontor, who: str | None, password: str
) -> None:
    given_password(kontor)
    with kontor.new_events() as events:
        assert not knows(kontor, who, password)
    (event,) = events
    assert (event.handling, event.utfall, event.koder) == ("logg_inn", "nektet", ("feil_passord",))
    assert (event.ansatt, event.rolle, event.dor) == (None, None, "web")
    there = who in {"kari", "ola"}
    assert event.gjelder_ansatt == (kontor.staff_id(str(who)).hex() if there else None)
    assert PASSWORD not in repr(event)
    assert kontor.verify().ok


def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(kontor: Kontor) -> None:
    given_password(kontor)
    knows(kontor, "ingen")

    def fastest(who: str) -> float:
        taken = []
        for _ in range(4):
            begun = time.perf_counter()
            knows(kontor, who, "feil passord her")
            taken.append(time.perf_counter() - begun)
        return min(taken)

    of_one, of_none, without = fastest("kari"), fastest("ingen"), fastest("ola")
    assert of_none > of_one / 2
    assert without > of_one / 2


def test_where_the_refusal_cannot_be_logged_there_is_no_answer(kontor: Kontor) -> None:
    given_password(kontor)
    kontor.refuse(kontor.first_table)
    with pytest.raises(LogUnavailable):
        knows(kontor, "kari", "feil passord her")


def test_the_right_password_leads_to_a_session(kontor: Kontor) -> None:
    given_password(kontor)
    with kontor.new_events() as events:
        assert knows(kontor, "kari")
    assert events == []
    assert log_in(kontor, metode="lokal").okt.metode == "lokal"


def test_a_new_password_ends_the_sessions_and_the_old_one(kontor: Kontor) -> None:
    given_password(kontor)
    ny = log_in(kontor, metode="lokal")
    given_password(kontor, password="noe helt annet nå")  # noqa: S106 - nobody's
    assert not is_in(kontor, ny)
    assert not knows(kontor, "kari")
    assert knows(kontor, "kari", "noe helt annet nå")
    assert kontor.rows("select arsak from okt") == [("overalt",)]


def test_the_password_lies_nowhere(kontor: Kontor) -> None:
    given_password(kontor)
    (row,) = kontor.rows("select passord from lokalkonto")
    assert str(row[0]).startswith("$argon2id$")
    assert PASSWORD not in repr(row)


def test_a_password_put_there_past_the_engine_lets_nobody_in(kontor: Kontor) -> None:
    given_password(kontor)
    kontor.tamper("update lokalkonto set passord = ?", passord.hash_password("mitt eget passord"))
    with pytest.raises(Tampered):
        knows(kontor, "kari", "mitt eget passord")


def test_what_is_no_hash_is_no_password() -> None:
    assert not passord.is_password("ikke en sum", PASSWORD)
    assert not passord.is_password("", "")
    assert not passord.is_password(None, "")


def test_without_the_library_one_is_told_what_to_install(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    passord._hasher.cache_clear()  # noqa: SLF001 - as in a process that never had it
    monkeypatch.setitem(sys.modules, "argon2", None)
    with pytest.raises(Misconfigured) as caught:
        given_password(kontor)
    assert caught.value.kode == "argon2_ikke_installert"
    passord._hasher.cache_clear()  # noqa: SLF001


# -- how they are shown -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("navn", ["", "   ", "a" * 81, "Ola\x00", "Ola\u202eNordmann", "01880081183"])
def test_what_is_no_name_is_refused(kontor: Kontor, navn: str) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
        set_display_name(w, "kari", navn)
    assert caught.value.kode == "ugyldig_visningsnavn"
    assert kontor.rows("select id from visningsnavn") == []


def test_staff_are_shown_by_the_name_they_have(kontor: Kontor) -> None:
    for navn in ("Kari Moen", f"  {NAME.replace(' ', '   ')} "):
        with kontor.work("admin") as w:
            set_display_name(w, "kari", navn)
    with kontor.read("ola") as r:
        assert display_names(r) == {"kari": NAME}
        okter.own_sessions(r)
    assert kontor.verify().ok


@pytest.mark.parametrize("act", [bind, unbind])
def test_nobody_of_that_name_is_told_of(kontor: Kontor, act: object) -> None:
    def run(w: Work) -> None:
        (bind if act is bind else unbind)(w, "ingen", ISSUER, SUBJECT)

    with pytest.raises(ExinError, match="ukjent_ansatt"), kontor.work("admin") as w:
        run(w)
