"""A bad row is refused alone, with a reason that repeats nothing of it; the rest lands."""

from datetime import date

import pytest

from exin.casework.register.refusals import TEXTS, showable
from exin.casework.sak.henvendelse import register_henvendelse
from exin.errors import Denied, InvalidInput
from tests.helpers import people
from tests.helpers.office import Kontor
from tests.helpers.registers import FULL, Register, codes, land, story

CASES, EVENTS = "henvendelser.csv", "hendelser.csv"


def wrong_check_digit() -> str:
    good = people.new_number()
    return good[:-1] + str((int(good[-1]) + 1) % 10)


BAD_CASES = {
    "tiltak": ("mentorordningen", "ukjent_tiltak"),
    "dato": ("31.02.2025", "umulig_dato"),
    "navn": ("", "navn_mangler"),
    "fodselsnummer": ("12345678901", "fodselsnummer_ugyldig_dato"),
    "bydel": ("Bærum", "ukjent_bydel"),
    "kilde": ("nabo", "ukjent_kilde"),
    "adressebeskyttelse": ("kode 6", "ukjent_adressebeskyttelse"),
    "kontakt": ("Kari Nordmann", "ugyldig_ansatt"),
}


@pytest.mark.parametrize("column", BAD_CASES)
def test_a_case_with_one_bad_cell_is_refused_with_its_events_and_the_next_one_lands(
    kontor: Kontor, column: str
) -> None:
    text, kode = BAD_CASES[column]
    register = Register().course("E-1", "informasjonssamtale").course("E-2", *FULL)
    register.saker[0][column] = text
    result = land(kontor, register)
    unknown = [(EVENTS, 2, "E-1", "ukjent_sak"), (EVENTS, 3, "E-1", "ukjent_sak")]
    assert codes(result) == [(CASES, 2, "E-1", kode), *unknown]
    assert (result.saker, result.hendelser) == (1, 7)


@pytest.mark.parametrize(
    "number, kode",
    [
        (wrong_check_digit(), "fodselsnummer_ugyldig_kontrollsiffer"),
        ("1880081183", "fodselsnummer_ikke_elleve_sifre"),
        ("ukjent", "fodselsnummer_ikke_elleve_sifre"),
        (people.number(date(2003, 3, 14), synthetic=False), "fodselsnummer_ekte_utenfor_produksjon"),
    ],
)
def test_a_number_that_cannot_be_used_here_is_refused(kontor: Kontor, number: str, kode: str) -> None:
    result = land(kontor, Register().case("E-1", fodselsnummer=number))
    assert codes(result) == [(CASES, 2, "E-1", kode)]
    assert number not in repr(result)


@pytest.mark.parametrize(
    "name, kode",
    [("revisor", "kan_ikke_ha_saker"), ("admin", "kan_ikke_ha_saker"), ("14830398539", "ugyldig_ansatt")],
)
def test_a_contact_who_can_have_no_case_is_refused(kontor: Kontor, name: str, kode: str) -> None:
    result = land(kontor, Register().case("E-1", kontakt=name))
    assert codes(result) == [(CASES, 2, "E-1", kode)]
    assert result.nye_ansatte == ()


BAD_EVENTS = [
    ("30.02.2025", "start_vurdering", "", "umulig_dato"),
    ("2025-02-24", "start_vurdering", "", "umulig_dato"),
    ("", "start_vurdering", "", "umulig_dato"),
    ("24.02.0025", "start_vurdering", "", "umulig_dato"),
    ("16.01.2026", "start_vurdering", "", "dato_i_framtiden"),
    ("24.02.2025", "oppstart", "", "ukjent_hendelse"),
    ("24.02.2025", "annuller_steg", "", "ukjent_hendelse"),
    ("24.02.2025", "ny_henvendelse", "", "ukjent_hendelse"),
    ("24.02.2025", "ikke_tatt_inn", "flyttet", "ukjent_arsak"),
    ("24.02.2025", "ikke_tatt_inn", "nye_hendelser", "ukjent_arsak"),
    ("24.02.2025", "ikke_tatt_inn", "", "arsak_mangler"),
    ("24.02.2025", "start_vurdering", "kapasitet", "ukjent_arsak"),
    ("24.02.2025", "start_forlop", "", "ulovlig_rekkefolge"),
    ("24.02.2025", "reinntak", "ny_motivasjon", "ulovlig_rekkefolge"),
    ("24.02.2025", "overfor_til_18", "", "ulovlig_rekkefolge"),
    ("24.02.2025", "henvendelse", "", "en_henvendelse"),
    ("02.02.2025", "start_vurdering", "", "ulovlig_rekkefolge"),
    ("02.02.2025", "informasjonssamtale", "", "ulovlig_rekkefolge"),
]


@pytest.mark.parametrize("dato, hendelse, arsak, kode", BAD_EVENTS)
def test_a_bad_event_is_refused_alone(
    kontor: Kontor, dato: str, hendelse: str, arsak: str, kode: str
) -> None:
    register = Register().course("E-1", "informasjonssamtale")
    register.event("E-1", dato, hendelse, arsak).event("E-1", "03.03.2025", "start_vurdering")
    result = land(kontor, register)
    assert codes(result) == [(EVENTS, 4, "E-1", kode)]
    assert result.hendelser == 3
    assert kontor.one("select tilstand, steg_nummer from sak") == ("vurdering", 2)


def test_an_event_of_a_case_that_is_nowhere_is_refused(kontor: Kontor) -> None:
    result = land(kontor, Register().case("E-1").event("E-2", "03.02.2025", "henvendelse"))
    assert codes(result) == [(EVENTS, 2, "E-2", "ukjent_sak")]


def test_the_same_row_twice_in_a_file_is_refused_the_second_time(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering", "kartlegging")
    register.saker.append(register.saker[0])
    register.hendelser += register.hendelser[2:]
    result = land(kontor, register)
    assert codes(result) == [
        (CASES, 3, "E-1", "samme_rad"),
        (EVENTS, 6, "E-1", "samme_rad"),
        (EVENTS, 7, "E-1", "samme_rad"),
    ]
    assert (result.saker, result.hendelser) == (1, 4)


def test_two_rows_of_a_kind_on_one_day_are_two_events_when_they_differ(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering", "kartlegging")
    register.event("E-1", "24.02.2025", "kartlegging", ansatt="ansatt02")
    result = land(kontor, register)
    assert codes(result) == []
    assert story(kontor)["rader"][-1] == ("E-1", "2025-02-24", "kartlegging", 2)
    assert [row[1] for row in story(kontor)["kartlegginger"]] == [1, 2]


def test_a_case_number_that_stands_on_two_cases_is_the_first_ones(kontor: Kontor) -> None:
    result = land(kontor, Register().case("E-1", navn="Første").case("E-1", navn="Andre"))
    assert codes(result) == [(CASES, 3, "E-1", "saksnr_to_ganger")]


def test_a_row_set_right_further_down_lands(kontor: Kontor) -> None:
    result = land(kontor, Register().case("E-1", bydel="Oslo").case("E-1"))
    assert codes(result) == [(CASES, 2, "E-1", "ukjent_bydel")]
    assert result.saker == 1


def test_numbers_that_the_house_gives_out_are_never_imported(kontor: Kontor) -> None:
    with kontor.work("mottak") as w:
        live = register_henvendelse(w, people.henvendelse()).saksnr
    free = "EX-2026-2222"
    register = Register().case(live).case(free).case("E-1")
    register.event(live, "03.02.2025", "informasjonssamtale").event(free, "03.02.2025", "informasjonssamtale")
    result = land(kontor, register)
    assert {kode for _, _, _, kode in codes(result)} == {"saksnr_er_systemets"}
    assert len(result.avvist) == 4, "a number that is in use and one that is not get the same answer"


def test_slipped_cells_are_not_taken_for_case_numbers(kontor: Kontor) -> None:
    number = people.new_number()
    register = Register().case("E-1").case("Lun Ærfugl", fodselsnummer="").case(number, fodselsnummer="")
    result = land(kontor, register)
    assert codes(result) == [(CASES, 3, "", "ugyldig_saksnr"), (CASES, 4, "", "ugyldig_saksnr")]


@pytest.mark.parametrize(
    "text", ["Lun Ærfugl", "Lun", "01880081183", "a01880081183", "", "E 1", "=1+1", "E;1"]
)
def test_what_may_be_a_name_or_a_number_is_never_shown_as_a_case_number(text: str) -> None:
    assert showable(text) == ""


def test_a_reason_repeats_no_cell(kontor: Kontor) -> None:
    canary = "Kanarifugl"
    register = Register().case("E-1", navn=canary, bydel=canary).case("E-2")
    register.event("E-2", canary, "start_vurdering", merknad=canary).event(canary, canary, canary)
    register.event("E-2", "03.02.2025", canary, canary, ansatt="ansatt01", merknad=canary)
    result = land(kontor, register)
    assert len(result.avvist) == 4
    assert canary not in repr(result) + "".join(row.grunn for row in result.avvist)


def test_every_reason_has_a_text_that_ends_like_one() -> None:
    assert all(text and text[0].isupper() and text[-1] == "." for text in TEXTS.values())


def test_files_that_are_switched_land_nothing(kontor: Kontor) -> None:
    good = Register().course("E-1", *FULL).files()
    switched = type(good)(henvendelser=good.hendelser, hendelser=good.henvendelser)
    with kontor.new_events() as events, pytest.raises(InvalidInput):
        land(kontor, switched)
    assert [(each.handling, each.utfall) for each in events] == [("importer", "avvist")]
    assert story(kontor)["saker"] == []


@pytest.mark.parametrize("who", ["leder", "kari", "mottak", "klarert_leder", "revisor", "sperret"])
def test_nobody_but_the_systemansvarlig_imports(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        land(kontor, Register().course("E-1", *FULL), som=who)
    assert [(each.handling, each.utfall) for each in events] == [("importer", "nektet")]
    assert story(kontor)["saker"] == []


def test_a_dry_run_finds_the_same_faults_and_writes_only_that_it_was_run(kontor: Kontor) -> None:
    register = Register().course("E-1", *FULL).case("E-2", bydel="Oslo")
    before = story(kontor)
    with kontor.new_events() as events:
        tried = land(kontor, register, dry_run=True)
    assert story(kontor) == before
    assert [(each.handling, each.antall, each.koder) for each in events] == [
        ("importer", 8, ("torrkjoring",))
    ]
    done = land(kontor, register)
    assert codes(tried) == codes(done)
    assert (tried.saker, tried.hendelser, tried.vilkar, tried.nye_ansatte) == (
        done.saker,
        done.hendelser,
        done.vilkar,
        done.nye_ansatte,
    )
