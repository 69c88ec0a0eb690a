"""A new henvendelse: what is refused, who learns of an open case, and that a hidden one answers like none."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.oppfolging import arbeid
from exin.casework.oversikt.ko import queue
from exin.casework.oversikt.lister import Filter, list_cases
from exin.casework.oversikt.nokkeltall import read_nokkeltall
from exin.casework.person import personer
from exin.casework.sak import henvendelse
from exin.casework.sak.muligheter import possibilities
from exin.casework.sak.steg import Kvittering
from exin.casework.tilgang import tildeling
from exin.casework.visning.visning import show_case
from exin.errors import Conflict, Denied, ExinError, IllegalStep, InvalidInput, NotFound
from exin.store.prepared import Asked
from policies import Protection
from tests.helpers import cases, people
from tests.helpers.office import START, Kontor

BORN = date(2002, 6, 17)
NUMBER, PLAIN = people.number(BORN, 40), people.number(BORN, 41)
"""Two persons born on one day: what is shown of them differs in the number alone."""

TODAY, STRICT = START.date(), Protection.STRENGT_FORTROLIG
SAID = {"navn": "Blid Rev", "telefon": "900 00 001", "adresse": "Kanarigata 7", "tekst": "Vil ut av gjengen."}
TABLES = ("person", "adresse", "sak", "steg", "kontakt", "utboks")


def rows(kontor: Kontor) -> list[int]:
    return [kontor.one(f"select count(*) from {table}")[0] for table in TABLES]  # noqa: S608


def refused(kontor: Kontor, kind: type[ExinError], who: str = "mottak", **given: Any) -> Any:  # noqa: ANN401
    """What a henvendelse was refused with, after looking that nothing of it is left."""
    before = rows(kontor)
    with pytest.raises(kind) as error:
        cases.register(kontor, who, **given)
    assert rows(kontor) == before
    return error.value


def open_case_of(error: IllegalStep) -> str:
    (reason,) = error.reasons
    assert reason.kode == "ingen_annen_apen_sak"
    return reason.mangler


def column(kontor: Kontor, saksnr: str, names: str) -> tuple[Any, ...]:
    sql = f"select {names} from sak s join person p on p.id = s.person_id where saksnr = ?"  # noqa: S608
    return kontor.one(sql, saksnr)


def linked(kontor: Kontor, saksnr: str, who: str = "kari", **given: Any) -> Kvittering:  # noqa: ANN401
    with kontor.work(who) as w:
        return henvendelse.open_linked(w, saksnr, people.henvendelse(**{"navn": "", "bydel": ""} | given))


def seen(kontor: Kontor, receipt: Kvittering, who: str, number: str) -> dict[str, Any]:
    """All that somebody can see of a case, but for its number and the person's."""
    with kontor.read(who) as r:
        view = asdict(show_case(r, receipt.saksnr))
        view["muligheter"] = asdict(possibilities(r, receipt.saksnr))
    with kontor.read(who) as r:
        view["liste"] = [line for line in list_cases(r, Filter()) if line.saksnr == receipt.saksnr]
    with kontor.read(who) as r:
        view["ko"] = [line for line in queue(r) if line.saksnr == receipt.saksnr]
    view["liste"], view["ko"] = [[asdict(line) for line in view[name]] for name in ("liste", "ko")]
    assert view["person"]["fodselsnummer"] == number
    return dict(hide(view, receipt.saksnr, number))


def hide(value: Any, *words: str) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: hide(each, *words) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [hide(each, *words) for each in value]
    return "***" if value in words else value


def told(kontor: Kontor, saksnr: str) -> list[tuple[str, str]]:
    """Who was sent a message of what kind about a case."""
    sql = "select brukernavn, slag from utboks u join sak s on s.id = u.sak_id join ansatt a on a.id = u.mottaker_id"
    return sorted(kontor.rows(f"{sql} where saksnr = ?", saksnr))


def contacts(kontor: Kontor, saksnr: str, who: str) -> list[str | None]:
    with kontor.read(who) as r:
        return [each.tekst for each in show_case(r, saksnr).kontakter if each.slag == "henvendelse"]


# -- what cannot be registered -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given, kode",
    [
        ({"bydel": "gamlebyen"}, "ukjent_kode"),
        ({"program": "exin_bergen"}, "ukjent_kode"),
        ({"skjerming": "kode_6"}, "ukjent_kode"),
        ({"navn": "  "}, "tekst_mangler"),
        ({"tekst": "x" * 20_001}, "tekst_for_lang"),
        ({"adresse": "x" * 20_001}, "tekst_for_lang"),
        ({"telefon": "9\ud800"}, "ugyldige_tegn"),
        ({"tekst": "\udcff"}, "ugyldige_tegn"),
        ({"dato": TODAY + timedelta(days=1)}, "dato_i_framtiden"),
        ({"fodselsdato": TODAY + timedelta(days=1)}, "fodselsdato_i_framtiden"),
        ({"fodselsnummer": "1234567890"}, "fodselsnummer_ikke_elleve_sifre"),
        ({"fodselsnummer": NUMBER[:-1] + "0"}, "fodselsnummer_ugyldig_kontrollsiffer"),
        ({"fodselsnummer": people.number(BORN, synthetic=False)}, "fodselsnummer_ekte_utenfor_produksjon"),
    ],
)
def test_what_cannot_be_used_is_refused_alike_for_the_new_the_known_and_the_hidden(
    kontor: Kontor, given: dict[str, Any], kode: str
) -> None:
    ended, hidden = people.new_number(), people.new_number()
    cases.case(kontor, "ikke_tatt_inn", fodselsnummer=ended)
    cases.protected_case(kontor, fodselsnummer=hidden)
    for number in (NUMBER, ended, hidden):
        with kontor.new_events() as events:
            assert refused(kontor, InvalidInput, **{"fodselsnummer": number} | given).kode == kode
        assert {event.utfall for event in events} == {Outcome.AVVIST}


@pytest.mark.parametrize("kilde", ["", "nabo"])
def test_a_source_is_one_of_the_list(kontor: Kontor, kilde: str) -> None:
    (reason,) = refused(kontor, IllegalStep, kilde=kilde).reasons
    assert reason.kode == "kilde"
    assert "kriminalomsorgen" in reason.mangler


@pytest.mark.parametrize("who", ["admin", "revisor", "sperret"])
def test_those_who_work_no_cases_register_nobody(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events:
        refused(kontor, Denied, who)
    assert [(event.handling, event.utfall) for event in events] == [("henvendelse", Outcome.NEKTET)]


# -- an open case that the asker may know of -----------------------------------------------------------


@pytest.mark.parametrize("who", ["mottak", "kari", "leder"])
def test_who_may_know_of_the_open_case_gets_its_number_and_that_is_logged(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "forlop", fodselsnummer=NUMBER)
    with kontor.new_events() as events:
        error = refused(kontor, IllegalStep, who, fodselsnummer=f"{NUMBER[:6]} {NUMBER[6:]}")
    assert saksnr in open_case_of(error)
    assert saksnr not in repr(error)
    assert [(event.handling, event.utfall) for event in events] == [
        ("henvendelse", Outcome.AVVIST),
        ("gjenkjenne", Outcome.AVVIST),
    ]
    assert events[1].sak == column(kontor, saksnr, "s.id")[0].hex()


@pytest.mark.parametrize("who", ["kari", "ola", "leder", "klarert_leder", "klarert1"])
def test_the_reception_alone_learns_of_another_teams_open_case(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "vurdering", kontakt="annen", fodselsnummer=NUMBER)
    assert saksnr in open_case_of(refused(kontor, IllegalStep, "mottak", fodselsnummer=NUMBER))
    assert cases.register(kontor, who, fodselsnummer=NUMBER).saksnr != saksnr


def test_a_barred_reception_learns_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", fodselsnummer=NUMBER)
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "mottak", "Søster av personen.")
    twin = cases.register(kontor, "mottak", fodselsnummer=NUMBER).saksnr
    assert column(kontor, twin, "dublett_av_id") == column(kontor, saksnr, "s.id")
    assert told(kontor, saksnr) == [("kari", "ny_henvendelse")]


# -- an open case that must not be told of -------------------------------------------------------------


@pytest.mark.parametrize("who", ["mottak", "kari", "leder", "annen"])
def test_a_hidden_case_gives_the_receipt_and_the_pages_of_a_new_one(kontor: Kontor, who: str) -> None:
    cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER, navn="Skjult Løve", telefon="911 11 111")
    twin = cases.register(kontor, who, fodselsnummer=NUMBER, **SAID)
    plain = cases.register(kontor, who, fodselsnummer=PLAIN, **SAID)
    assert replace(twin, saksnr=plain.saksnr) == plain
    page = seen(kontor, twin, who, NUMBER)
    assert page == seen(kontor, plain, who, PLAIN)
    assert (page["person"]["navn"], page["skjerming"], page["lenker"]) == ("Blid Rev", "ingen", [])


def test_it_can_be_worked_on_like_any_other(kontor: Kontor) -> None:
    cases.protected_case(kontor, "forlop", fodselsnummer=NUMBER)
    for number in (NUMBER, PLAIN):
        saksnr = cases.register(kontor, "kari", fodselsnummer=number).saksnr
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, "Ringte tilbake.")
            arbeid.write_kontakt(w, saksnr, arbeid.NyKontakt(slag="telefon", utfall="forsok"))
            personer.change_person(w, saksnr, personer.Endring(telefon="900 00 002", fodselsnummer=number))
        cases.give(kontor, saksnr, "ola")
        cases.go_on(kontor, saksnr, "forlop", by="ola")
        assert column(kontor, saksnr, "tilstand, nummer_kjent") == ("forlop", 1)


def test_it_has_a_person_of_its_own_that_no_number_finds(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER)
    twin = cases.register(kontor, "kari", fodselsnummer=NUMBER).saksnr
    ids = "p.id, fodselsnummer_oppslag, dublett_av_id"
    mine, theirs = column(kontor, twin, ids), column(kontor, hidden, ids)
    assert mine[0] != theirs[0]
    assert mine[1] is None
    assert theirs[1] is not None
    assert (mine[2], theirs[2]) == (column(kontor, hidden, "s.id")[0], None)


def test_what_was_said_is_sealed_on_the_open_case_and_its_circle_is_told(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER, tekst="Før.")
    with kontor.new_events() as events:
        cases.register(kontor, "kari", fodselsnummer=NUMBER, **SAID)
    assert contacts(kontor, hidden, "klarert2") == [
        "Før.",
        "Vil ut av gjengen.\nNavn: Blid Rev\nTelefon: 900 00 001\nAdresse: Kanarigata 7",
    ]
    assert told(kontor, hidden) == [
        (who, "ny_henvendelse") for who in ("klarert1", "klarert2", "klarert_leder")
    ]
    mine, house = events
    assert (mine.handling, house.handling) == ("henvendelse", "meld_henvendelse")
    assert (house.jobb, house.ansatt, house.rolle, house.formal) == ("mottakspost", None, None, "drift")
    assert (house.regler, house.utfall) == (("jobb_mottakspost",), Outcome.TILLATT)
    assert house.sak == column(kontor, hidden, "s.id")[0].hex() != mine.sak
    assert house.foresporsel == mine.foresporsel
    assert kontor.verify().ok


def test_the_longest_text_is_taken_for_a_hidden_person_too(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor, fodselsnummer=NUMBER)
    cases.register(kontor, fodselsnummer=NUMBER, tekst="x" * 20_000)
    assert len(contacts(kontor, hidden, "klarert1")[-1] or "") > 20_000


def test_while_nobody_has_the_open_case_the_one_who_registered_it_is_told(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "klarert1", fodselsnummer=NUMBER, skjerming=STRICT).saksnr
    cases.register(kontor, "mottak", fodselsnummer=NUMBER)
    assert told(kontor, saksnr) == [("klarert1", "ny_henvendelse")]


def test_what_a_strictly_protected_person_said_does_not_reach_those_without_clearance(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", kontakt="annen", fodselsnummer=NUMBER)
    cases.register(kontor, "klarert1", fodselsnummer=NUMBER, skjerming=STRICT, **SAID)
    assert contacts(kontor, saksnr, "annen")[1:] == [None]
    assert told(kontor, saksnr) == [("annen", "ny_henvendelse")]


def test_no_figure_counts_it(kontor: Kontor) -> None:
    def figures() -> dict[str, Any]:
        with kontor.read("leder") as r:
            return read_nokkeltall(r, TODAY).as_dict()

    cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER)
    before = figures()
    cases.register(kontor, "mottak", fodselsnummer=NUMBER)
    assert figures() == before
    cases.register(kontor, "mottak")
    assert figures() != before


@pytest.mark.parametrize("tilstand", ["avsluttet", "frafall"])
def test_an_ended_strict_case_makes_no_duplicate_but_a_person_of_its_own(
    kontor: Kontor, tilstand: str
) -> None:
    hidden = cases.protected_case(kontor, "forlop", fodselsnummer=NUMBER)
    if tilstand == "frafall":
        cases.drop_out(kontor, hidden, "klarert1")
    else:
        cases.go_on(kontor, hidden, "avsluttet", fra="forlop", by="klarert1")
    twin = cases.register(kontor, "mottak", fodselsnummer=NUMBER, **SAID)
    plain = cases.register(kontor, "mottak", fodselsnummer=PLAIN, **SAID)
    assert seen(kontor, twin, "mottak", NUMBER) == seen(kontor, plain, "mottak", PLAIN)
    assert column(kontor, twin.saksnr, "dublett_av_id, fodselsnummer_oppslag") == (None, None)
    assert column(kontor, twin.saksnr, "p.id") != column(kontor, hidden, "p.id")
    assert ("klarert1", "ny_henvendelse") in told(kontor, hidden)


@pytest.mark.parametrize("hidden", [True, False])
@pytest.mark.parametrize("who, learns", [("mottak", True), ("leder", True), ("kari", False)])
def test_registering_somebody_twice_tells_nothing_either(
    kontor: Kontor, who: str, learns: bool, hidden: bool
) -> None:
    if hidden:
        cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER)
    first = cases.register(kontor, who, fodselsnummer=NUMBER).saksnr
    if learns:
        assert first in open_case_of(refused(kontor, IllegalStep, who, fodselsnummer=NUMBER))
    else:
        assert cases.register(kontor, who, fodselsnummer=NUMBER).saksnr != first


def test_a_duplicate_that_its_holders_protect_vanishes(kontor: Kontor) -> None:
    cases.protected_case(kontor, "vurdering", fodselsnummer=NUMBER)
    twin = cases.register(kontor, "mottak", fodselsnummer=NUMBER).saksnr
    with kontor.work("klarert_leder") as w:
        tildeling.protect(w, twin, STRICT, leder="klarert_leder", ansatte=["klarert1", "klarert2"])
    with pytest.raises(NotFound), kontor.read("mottak") as r:
        show_case(r, twin)


# -- two at once ---------------------------------------------------------------------------------------


def test_of_two_who_register_the_same_new_number_at_once_one_wins(kontor: Kontor) -> None:
    together, before = Barrier(2, timeout=30), rows(kontor)

    def register(who: str) -> str:
        with kontor.work(who) as w:
            begin = w.begin

            def begin_together(*ahead: Asked) -> None:
                _ = w.tx.link.writing or together.wait()
                begin(*ahead)

            w.begin = begin_together  # type: ignore[method-assign]
            return henvendelse.register_henvendelse(w, people.henvendelse(fodselsnummer=NUMBER)).saksnr

    with kontor.new_events() as events, ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(register, who) for who in ("kari", "mottak")]
        errors = [each.exception() for each in tries]
    (lost,) = [error for error in errors if error is not None]
    assert isinstance(lost, Conflict)
    assert [now - then for now, then in zip(rows(kontor), before, strict=True)] == [1, 0, 1, 1, 1, 0]
    assert sorted(event.utfall for event in events) == [Outcome.KONFLIKT, Outcome.TILLATT]
    assert kontor.verify().ok


# -- somebody who was here before ----------------------------------------------------------------------


def test_who_comes_back_is_the_same_person_and_what_is_new_stands_in_the_contact(kontor: Kontor) -> None:
    old = cases.case(kontor, "ikke_tatt_inn", fodselsnummer=NUMBER, navn="Lun Elg", skjerming="fortrolig")
    new = cases.register(kontor, "kari", fodselsnummer=NUMBER, fodselsdato=BORN, **SAID).saksnr
    assert column(kontor, new, "p.id, skjerming") == (column(kontor, old, "p.id")[0], "fortrolig")
    assert contacts(kontor, new, "kari") == [
        "Vil ut av gjengen.\nNavn: Blid Rev\nFødt: 17.06.2002\nTelefon: 900 00 001\nAdresse: Kanarigata 7"
    ]


def test_a_number_may_be_missing_until_later(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, fodselsnummer=None, fodselsdato=BORN)
    assert column(kontor, saksnr, "nummer_kjent, fodselsnummer_oppslag") == (0, None)
    with kontor.work("kari") as w:
        personer.change_person(w, saksnr, personer.Endring(fodselsnummer=NUMBER))
    assert saksnr in open_case_of(refused(kontor, IllegalStep, fodselsnummer=NUMBER))


def before_and_after(kontor: Kontor, number: str, *, hidden: bool) -> str:
    """A case of kari's, ended, of somebody who may have a hidden open one since."""
    details: dict[str, Any] = {"navn": "Lun Elg", "telefon": "922 22 222", "skjerming": "fortrolig"}
    old = cases.case(kontor, "ikke_tatt_inn", fodselsnummer=number, **details)
    if hidden:
        cases.protected_case(kontor, "vurdering", fodselsnummer=number, navn="Skjult Løve")
    return old


@pytest.mark.parametrize("who", ["kari", "leder"])
def test_an_earlier_case_is_hidden_with_its_person(kontor: Kontor, who: str) -> None:
    old = before_and_after(kontor, NUMBER, hidden=True)
    with pytest.raises(NotFound):
        linked(kontor, old, who)
    new = cases.register(kontor, who, fodselsnummer=NUMBER, **SAID)
    assert column(kontor, new.saksnr, "dublett_av_id")[0] is not None
    page = seen(kontor, new, who, NUMBER)
    assert (page["person"]["navn"], page["person"]["telefon"]) == (SAID["navn"], SAID["telefon"])


@pytest.mark.parametrize("who", ["kari", "leder"])
@pytest.mark.parametrize("way", ["register", "linked"])
def test_an_earlier_case_with_nothing_hidden_gives_the_new_one_its_person(
    kontor: Kontor, who: str, way: str
) -> None:
    old = before_and_after(kontor, PLAIN, hidden=False)
    if way == "linked":
        new = linked(kontor, old, who, telefon="933 33 333")
    else:
        new = cases.register(kontor, who, fodselsnummer=PLAIN, **SAID)
    assert column(kontor, new.saksnr, "dublett_av_id")[0] is None
    page = seen(kontor, new, who, PLAIN)
    assert (page["person"]["navn"], page["person"]["telefon"]) == ("Lun Elg", "922 22 222")
    assert page["skjerming"] == "fortrolig"


def test_what_is_given_with_a_linked_henvendelse_is_not_lost(kontor: Kontor) -> None:
    new = linked(kontor, cases.case(kontor, "frafall"), telefon="933 33 333", tekst="Vil tilbake.").saksnr
    assert contacts(kontor, new, "kari") == ["Vil tilbake.\nTelefon: 933 33 333"]


def test_a_linked_henvendelse_is_not_dated_before_the_end(kontor: Kontor) -> None:
    old = cases.case(kontor, "ikke_tatt_inn")
    with pytest.raises(InvalidInput, match="dato_for_forrige_steg"):
        linked(kontor, old, dato=TODAY - timedelta(days=1))
