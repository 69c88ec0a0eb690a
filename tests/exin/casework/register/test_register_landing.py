"""What an import leaves: rows, people, staff and events; and that landing twice is landing once."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.oppfolging import arbeid
from exin.casework.oversikt.lister import Filter, list_cases
from exin.casework.person.personer import merge_persons
from exin.casework.register.run import Files, import_register
from exin.casework.sak import steg
from exin.casework.sak.henvendelse import register_henvendelse
from exin.casework.tilgang import tildeling
from exin.casework.visning.visning import show_case
from exin.errors import Conflict, Denied, NotFound
from tests.helpers import people, stab
from tests.helpers.office import Copied, Kontor, caller
from tests.helpers.registers import FULL, Register, codes, land, story
from workflows import by_key


def open_account(kontor: Kontor, name: str) -> None:
    stab.opened(kontor, name)


# -- landing twice, and landing more -----------------------------------------------------------------------------


def test_the_same_import_twice_adds_nothing(kontor: Kontor) -> None:
    first = land(kontor, register_as_it_is())
    before = story(kontor)
    again = land(kontor, register_as_it_is())
    assert (first.saker, first.hendelser, first.fra_for) == (204, 1125, 0)
    assert (again.saker, again.hendelser, again.fra_for, again.avvist) == (0, 0, 1329, ())
    assert story(kontor) == before


def test_a_grown_file_adds_only_what_is_new(kontor: Kontor) -> None:
    small = Register().course("E-1", *FULL[:3]).course("E-2", *FULL)
    land(kontor, small)
    grown = Register(small.saker[:], small.hendelser[:]).course("E-3")
    grown.event("E-1", "03.03.2025", "start_forlop")
    result = land(kontor, grown)
    assert (result.saker, result.hendelser, result.fra_for) == (1, 2, 13)
    assert kontor.one("select tilstand, steg_nummer from sak where saksnr = 'E-1'") == ("forlop", 3)


def test_growing_day_by_day_ends_as_the_whole_register_does(
    kontor: Kontor, office_template: Path, copied: Copied, tmp_path: Path
) -> None:
    whole = Register().course("E-1", *FULL).course("E-2", *FULL[:2], "ikke_tatt_inn:kapasitet")
    whole.course("E-3", *FULL[:4], "frafall:nye_hendelser", "reinntak:ny_motivasjon", "kartlegging")
    events = sorted(whole.hendelser, key=lambda row: row["dato"].split(".")[::-1])
    for days in range(2, len(events), 3):
        land(kontor, Register(whole.saker, events[:days]))
    assert land(kontor, whole).avvist == ()
    with copied(office_template, tmp_path / "annen") as at_once:
        land(at_once, whole)
        assert story(kontor) == story(at_once)


def test_events_may_come_without_their_case_when_it_has_landed(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale")
    land(kontor, register)
    later = Register().event("E-1", "03.03.2025", "start_vurdering")
    result = land(kontor, later)
    assert (codes(result), result.hendelser) == ([], 1)
    assert result.vilkar["alder_i_programmet", "ukjent"] == 1, (
        "the number is not in the file: nothing is opened"
    )


def test_a_step_older_than_what_has_landed_is_refused(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "ikke_tatt_inn:kapasitet")
    land(kontor, register)
    before = story(kontor)
    result = land(kontor, register.event("E-1", "11.02.2025", "start_vurdering"))
    assert [kode for _, _, _, kode in codes(result)] == ["eldre_enn_importert"]
    assert story(kontor) == before


def test_a_talk_forgotten_in_the_first_file_lands_with_the_next(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering", "start_forlop")
    land(kontor, register)
    result = land(kontor, register.event("E-1", "19.02.2025", "kartlegging"))
    assert codes(result) == []
    assert story(kontor)["kartlegginger"][0][:4] == ("E-1", 1, "2025-02-19", 2)


def test_a_case_that_a_live_step_has_touched_is_left_alone(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering", "kartlegging")
    land(kontor, register)
    open_account(kontor, "ansatt01")
    with kontor.work("ansatt01") as w:
        steg.advance(w, "E-1", steg.Onske(hendelse="ikke_tatt_inn", arsak="kapasitet", tilbud="gitt"))
    before = story(kontor)
    again = land(kontor, register)
    assert (again.fra_for, codes(again)) == (5, []), "what has landed is skipped as before"
    grown = land(kontor, register.event("E-1", "03.03.2025", "start_forlop"))
    assert [kode for _, _, _, kode in codes(grown)] == ["arbeidet_med"]
    assert story(kontor) == before


def test_a_case_whose_imported_step_was_voided_is_left_alone(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering")
    land(kontor, register)
    with kontor.work("leder") as w:
        steg.advance(w, "E-1", steg.Onske(hendelse="annuller_steg", begrunnelse="Feil dag."))
    result = land(kontor, register.event("E-1", "03.03.2025", "ikke_tatt_inn", "kapasitet"))
    assert [kode for _, _, _, kode in codes(result)] == ["arbeidet_med"]


def test_a_case_number_that_has_landed_cannot_become_another_persons(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", "informasjonssamtale"))
    other = Register().course("E-1", "informasjonssamtale", "start_vurdering")
    result = land(kontor, other)
    assert [kode for _, _, _, kode in codes(result)] == ["annet_fodselsnummer", "ukjent_sak"]
    assert kontor.one("select count(*) from person") == (1,)


def test_somebody_who_works_meanwhile_stops_the_import_and_a_rerun_goes_on(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale")
    land(kontor, register)
    open_account(kontor, "ansatt01")
    grown = register.event("E-1", "17.02.2025", "start_vurdering")

    def work_meanwhile(done: int, _total: int) -> None:
        if done == 0:
            with kontor.work("ansatt01") as w:
                arbeid.write_kontakt(w, "E-1", arbeid.NyKontakt(slag="telefon", utfall="forsok"))

    with pytest.raises(Conflict):
        import_register(kontor.office, caller("admin"), grown.files(), progress=work_meanwhile)
    assert kontor.one("select tilstand from sak") == ("henvendelse",)
    assert land(kontor, grown).hendelser == 1


def test_a_person_merged_into_another_meanwhile_stops_the_import(kontor: Kontor) -> None:
    first, second = people.new_number(), people.new_number()
    land(kontor, Register().course("E-1", fodselsnummer=first).course("E-2", fodselsnummer=second))
    grown = Register().course("E-3", fodselsnummer=second)

    def merge_meanwhile(done: int, _total: int) -> None:
        if done == 0:
            with kontor.work("leder") as w:
                merge_persons(w, "E-1", "E-2", "Samme person.")

    with pytest.raises(Conflict):
        import_register(kontor.office, caller("admin"), grown.files(), progress=merge_meanwhile)
    assert land(kontor, grown).saker == 1
    assert kontor.one("select count(distinct person_id) from sak") == (1,)


# -- what lands --------------------------------------------------------------------------------------------------


def test_steps_keep_day_reason_and_who_took_them_and_the_moment_of_the_import(kontor: Kontor) -> None:
    register = Register().course("E-1", *FULL[:4], "frafall:ustabil_hverdag")
    register.hendelser[-1]["ansatt"] = "ansatt02"
    land(kontor, register)
    step = story(kontor)["steg"][-1]
    assert step[:8] == (
        "E-1", 4, "frafall", "forlop", "frafall", "exin_oslo", "2025-03-10", "ustabil_hverdag",
    )  # fmt: skip
    assert step[-2:] == ("import", "ansatt02")
    assert kontor.rows("select distinct substr(registrert, 1, 10) from steg") == [("2026-01-15",)]


def test_a_case_without_events_has_its_henvendelse_from_its_own_row(kontor: Kontor) -> None:
    result = land(kontor, Register().case("E-1"))
    assert (result.saker, result.hendelser, codes(result)) == (1, 0, [])
    assert story(kontor)["steg"][0][:3] == ("E-1", 1, "henvendelse")
    again = land(kontor, Register().event("E-1", "03.02.2025", "henvendelse"))
    assert (again.hendelser, again.fra_for) == (0, 1)


def test_talks_and_kartlegginger_become_rows_and_facts(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", *FULL[:3]))
    left = story(kontor)
    assert left["samtaler"] == [("E-1", "informasjonssamtale", "holdt", "2025-02-10", 1)]
    assert kontor.rows(
        "select a.brukernavn from kontakt k join ansatt a on a.id = k.skrevet_av"
        " union all select a.brukernavn from kartlegging k join ansatt a on a.id = k.skrevet_av"
    ) == [("ansatt01",), ("ansatt01",)]
    areas = "motivasjon,risiko,beskyttelsesfaktorer,behov"
    assert left["kartlegginger"] == [("E-1", 1, "2025-02-24", 2, areas)]
    open_account(kontor, "ansatt01")
    with kontor.work("ansatt01") as w:
        arbeid.write_samtykke(w, "E-1", "deltakelse")
    with kontor.work("ansatt01") as w:
        assert steg.advance(w, "E-1", steg.Onske(hendelse="start_forlop")).tilstand == "forlop"


def test_what_the_register_says_of_the_person_is_sealed_and_read_by_the_contact(kontor: Kontor) -> None:
    number = people.new_number()
    land(kontor, Register().course("E-1", fodselsnummer=number, navn="Lun Ærfugl", epost="lun@example.org"))
    open_account(kontor, "ansatt01")
    with kontor.read("ansatt01") as r:
        person = show_case(r, "E-1").person
    assert person is not None
    assert (person.navn, person.fodselsnummer, person.epost) == ("Lun Ærfugl", number, "lun@example.org")
    assert person.fodselsdato is not None
    kontor.close()
    files = b"".join(path.read_bytes() for path in kontor.folder.rglob("*") if path.is_file())
    assert not any(text.encode() in files for text in (number, "Lun Ærfugl", "lun@example.org"))


def test_a_remark_is_kept_sealed_where_it_belongs(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering")
    register.hendelser[1]["merknad"] = "Kom for sent."
    register.hendelser[2]["merknad"] = "Vil ha møter på kveldstid."
    land(kontor, register)
    open_account(kontor, "ansatt01")
    with kontor.read("ansatt01") as r:
        case = show_case(r, "E-1")
    assert [each.tekst for each in case.kontakter] == ["Kom for sent."]
    assert [each.tekst for each in case.notater] == ["Vil ha møter på kveldstid."]


def test_a_row_without_a_number_makes_a_person_of_its_own(kontor: Kontor) -> None:
    register = Register().course("E-1", *FULL[:4], fodselsnummer="").case("E-2", fodselsnummer="")
    result = land(kontor, register)
    assert codes(result) == []
    assert kontor.rows("select nummer_kjent, fodselsnummer_oppslag from person") == [(0, None)] * 2
    assert result.vilkar["fodselsnummer_kjent", "ikke_oppfylt"] == 1
    assert result.vilkar["alder_i_programmet", "ukjent"] == 1


def test_the_same_number_is_the_same_person_in_the_file_and_in_the_house(kontor: Kontor) -> None:
    number, other = people.new_number(), people.new_number()
    with kontor.work("mottak") as w:
        register_henvendelse(w, people.henvendelse(fodselsnummer=number))
    register = Register().course("E-1", "ikke_tatt_inn:kapasitet", fodselsnummer=number)
    register.course("E-2", "ikke_tatt_inn:kapasitet", fodselsnummer=other).course("E-3", fodselsnummer=other)
    land(kontor, register)
    assert kontor.one("select count(*) from person") == (2,)
    assert kontor.one("select count(distinct person_id) from sak where saksnr in ('E-2', 'E-3')") == (1,)


def test_districts_get_their_codes_and_outside_oslo_is_no_tie(kontor: Kontor) -> None:
    register = (
        Register().course("E-1", *FULL[:2], bydel="Utenfor Oslo").course("E-2", *FULL[:2], bydel="Sentrum")
    )
    result = land(kontor, register)
    assert kontor.rows("select bydel from sak order by saksnr") == [("utenfor_oslo",), ("sentrum",)]
    assert result.vilkar["tilknytning_oslo", "ikke_oppfylt"] == 1


# -- people of the house -----------------------------------------------------------------------------------------


def test_staff_whom_nobody_knew_are_made_blocked_and_those_there_are_left_as_they_are(kontor: Kontor) -> None:
    register = (
        Register()
        .course("E-1", "informasjonssamtale", kontakt="kari")
        .case("E-2", bydel="Oslo", kontakt="ukjent9")
    )
    with kontor.new_events() as events:
        result = land(kontor, register)
    assert result.nye_ansatte == ("ansatt01",), "nobody is made for a row that does not land"
    made = kontor.one("select rolle, aktiv, klarert, mottak from ansatt where brukernavn = 'ansatt01'")
    assert made == ("saksbehandler", 0, 0, 0)
    assert [each.gjelder_ansatt for each in events if each.gjelder_ansatt] == [
        kontor.staff_id("ansatt01").hex()
    ]
    with pytest.raises(Denied), kontor.read("ansatt01") as r:
        list_cases(r, Filter())
    open_account(kontor, "ansatt01")
    with kontor.read("kari") as r:
        assert [line.saksnr for line in list_cases(r, Filter())] == ["E-1"]


def test_a_case_belongs_to_its_contact_and_the_contacts_team(kontor: Kontor) -> None:
    register = Register().case("E-1", kontakt="annen").case("E-2", kontakt="")
    land(kontor, register)
    found = kontor.rows(
        "select s.saksnr, t.kode, s.overlevert from sak s join team t on t.id = s.team_id order by 1"
    )
    assert found == [("E-1", "annet", 1), ("E-2", "exin", 1)]
    assert story(kontor)["tildelinger"] == [("E-1", "annen", "kontakt")]
    with kontor.read("mottak") as r:
        assert [line.saksnr for line in list_cases(r, Filter())] == ["E-2"]


def test_the_one_who_imports_reads_none_of_it(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", "informasjonssamtale"))
    with pytest.raises(NotFound), kontor.read("admin") as r:
        show_case(r, "E-1")
    with pytest.raises(Denied), kontor.read("admin") as r:
        list_cases(r, Filter())


def test_a_strictly_protected_case_is_there_for_cleared_leads_alone_until_its_circle_is_named(
    kontor: Kontor,
) -> None:
    land(kontor, Register().course("E-1", adressebeskyttelse="strengt_fortrolig", kontakt="kari"))
    assert story(kontor)["tildelinger"] == [], "a contact who is not cleared does not have it"
    for who in ("kari", "leder", "mottak", "admin", "klarert1"):
        with pytest.raises(NotFound), kontor.read(who) as r:
            show_case(r, "E-1")
    with kontor.work("klarert_leder") as w:
        tildeling.assign(w, "E-1", "klarert1", "kontakt")
    with kontor.work("klarert_leder") as w:
        tildeling.protect(
            w, "E-1", "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    with kontor.read("klarert1") as r:
        assert show_case(r, "E-1").saksnr == "E-1"


def test_a_strictly_protected_case_keeps_a_contact_who_is_cleared(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", adressebeskyttelse="strengt_fortrolig", kontakt="klarert1"))
    with kontor.read("klarert1") as r:
        assert show_case(r, "E-1").saksnr == "E-1"


def test_the_one_who_imported_gets_nothing_by_another_role(kontor: Kontor) -> None:
    register = Register().case("E-1", adressebeskyttelse="strengt_fortrolig").case("E-2", kontakt="")
    land(kontor, register)
    stab.made(kontor, "admin2", rolle="systemansvarlig")
    with kontor.work("admin2") as w:
        change_staff(w, "admin", AnsattValg(rolle="saksbehandler"))
    for saksnr in ("E-1", "E-2"):
        with pytest.raises((NotFound, Denied)), kontor.read("admin") as r:
            show_case(r, saksnr)


def test_protection_follows_the_person_to_every_case_that_lands(kontor: Kontor) -> None:
    number = people.new_number()
    register = Register().course("E-1", "ikke_tatt_inn:kapasitet", fodselsnummer=number)
    register.course("E-2", fodselsnummer=number, adressebeskyttelse="strengt_fortrolig")
    land(kontor, register)
    assert kontor.rows("select skjerming from sak") == [("strengt_fortrolig",)] * 2
    later = Register().course("E-3", fodselsnummer=number)
    land(kontor, later)
    assert kontor.one("select skjerming from sak where saksnr = 'E-3'") == ("strengt_fortrolig",)


# -- the log -----------------------------------------------------------------------------------------------------


def test_each_case_leaves_an_event_by_its_person_that_names_every_row(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        land(kontor, Register().course("E-1", *FULL).course("E-2", "informasjonssamtale"))
    landed = [each for each in events if each.sak]
    assert all(
        (each.handling, each.utfall, each.formal) == ("importer", "tillatt", "drift") for each in events
    )
    assert len({each.person for each in landed}) == 2
    by_case = {row[0].hex(): row[1] for row in kontor.rows("select id, saksnr from sak")}
    written = {by_case[each.sak or ""]: sorted(row.tabell for row in each.skrevet) for each in landed}
    assert written["E-2"] == ["kontakt", "person", "sak", "steg", "tildeling"]
    assert written["E-1"].count("steg") == 5
    assert kontor.verify().ok


def test_a_case_with_very_many_events_has_more_than_one_event_in_the_log(kontor: Kontor) -> None:
    register = Register().course("E-1", "informasjonssamtale", "start_vurdering")
    day = date(2025, 2, 17)
    for number in range(280):
        moved = date.fromordinal(day.toordinal() + number).strftime("%d.%m.%Y")
        register.event("E-1", moved, "kartlegging", merknad="Så langt har vi kommet.")
    with kontor.new_events() as events:
        result = land(kontor, register)
    assert (codes(result), result.hendelser) == ([], 283)
    assert len([each for each in events if each.sak]) == 3
    numbers = [row[1] for row in sorted(story(kontor)["kartlegginger"], key=lambda row: row[1])]
    assert all(after == before + 1 for before, after in pairwise(numbers))
    assert kontor.verify().ok


def test_the_history_that_landed_is_one_that_the_machine_allows(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    for program, fra, hendelse, til in kontor.rows(
        "select program, coalesce(fra_tilstand, 'ny'), hendelse, til_tilstand from steg"
    ):
        step = by_key(program).transition(fra, hendelse)
        assert step is not None
        assert step.til == til


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_every_encoding_lands_the_same(kontor: Kontor, encoding: str) -> None:
    files = register_as_it_is()
    coded = [each.decode("utf-8-sig").encode(encoding) for each in (files.henvendelser, files.hendelser)]
    result = land(kontor, Files(henvendelser=coded[0], hendelser=coded[1]))
    assert (result.saker, result.hendelser, codes(result)) == (204, 1125, [])
    assert kontor.one("select count(*) from sak where bydel = 'grunerlokka'") == (11,)
