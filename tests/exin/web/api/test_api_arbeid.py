"""What staff write on a case by the API: notes, talks, mappings, consents, meetings, deadlines, and who has it."""

from typing import Any

import pytest

from exin.casework.oppfolging import arbeid
from exin.errors import Tampered
from tests.helpers import cases, moter
from tests.helpers.api import Api
from tests.helpers.canaries import Canaries
from tests.helpers.office import STAFF, Kontor


def do(
    api: Api, saksnr: str, sti: str, sendt: object = None, *, metode: str = "POST", who: str = "kari"
) -> Any:  # noqa: ANN401 - the client's own answer
    """Read the case, and do something with it as it is."""
    tag = api.etag(saksnr, formal="ledelse" if who == "leder" else None, who=who)
    return api.ask(metode, f"/saker/{saksnr}/{sti}", who=who, sendt=sendt, etag=tag)


# -- notes ------------------------------------------------------------------------------------------------------


def test_a_note_is_written_read_and_put_right(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    where = do(api, saksnr, "notater", {"tekst": "Et notat.", "dato": "2026-01-14"}).headers["location"]
    notat = where.rpartition("/")[2]
    assert api.ask("GET", where.removeprefix("/api/v1")).json()["tekst"] == "Et notat."
    right = do(api, saksnr, f"notater/{notat}/rettelser", {"tekst": "Riktigere."}).headers["location"]
    shown = api.ask("GET", right.removeprefix("/api/v1")).json()
    assert (shown["tekst"], [each["tekst"] for each in shown["rettelser"]]) == ("Et notat.", ["Riktigere."])
    assert [each["id"] for each in api.ask("GET", f"/saker/{saksnr}/notater").json()["notater"]] == [notat]


@pytest.mark.parametrize("notat", ["0" * 32, "noe", "%00", "0" * 31])
def test_a_note_that_the_case_has_not_is_none(api: Api, kontor: Kontor, notat: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert api.ask("GET", f"/saker/{saksnr}/notater/{notat}").status_code == 404
    assert do(api, saksnr, f"notater/{notat}/rettelser", {"tekst": "Noe."}).status_code == 404


def test_a_note_of_another_case_is_none(api: Api, kontor: Kontor) -> None:
    one, other = cases.case(kontor, "forlop"), cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        notat = arbeid.write_notat(w, one, "Noe.").hex()
    assert api.ask("GET", f"/saker/{other}/notater/{notat}").status_code == 404
    assert do(api, other, f"notater/{notat}/rettelser", {"tekst": "Noe."}).status_code == 404


# -- the rest of the work -----------------------------------------------------------------------------------------


def test_a_mapping_takes_up_what_the_one_before_said(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    do(api, saksnr, "kartlegginger", {"behov": "Bolig.", "skar": {"behov": 4, "risiko": 2}})
    assert do(api, saksnr, "kartlegginger", {"risiko": "Liten."}).status_code == 201
    newest, _ = api.ask("GET", f"/saker/{saksnr}/kartlegginger").json()["versjoner"]
    assert (newest["nummer"], newest["behov"], newest["risiko"]) == (2, "Bolig.", "Liten.")
    assert "behov 4" in newest["skar"]


@pytest.mark.parametrize("skar", [{"behov": 6}, {"behov": 0}, {"behov": True}, {"noe": 1}, [], 3])
def test_scores_that_there_are_not_are_refused(api: Api, kontor: Kontor, skar: object) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert do(api, saksnr, "kartlegginger", {"skar": skar}).status_code == 422


def test_a_consent_is_given_and_withdrawn(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert do(api, saksnr, "samtykker", {"slag": "deltakelse", "utloper": "2026-12-31"}).status_code == 201
    assert do(api, saksnr, "tilbaketrekkinger", {"slag": "deltakelse"}).status_code == 201
    (consent,) = api.ask("GET", f"/saker/{saksnr}").json()["samtykker"]
    assert (consent["trukket"], consent["i_kraft"]) == ("2026-01-15", False)
    again = do(api, saksnr, "tilbaketrekkinger", {"slag": "deltakelse"})
    assert (again.status_code, again.json()["kode"]) == (422, "ingen_samtykke_a_trekke")


def test_a_talk_changes_the_version_and_a_note_does_not(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    tags = [api.etag(saksnr)]
    for sti, body in (
        ("notater", {"tekst": "Noe."}),
        ("kontakter", {"slag": "samtale", "utfall": "holdt", "arena": "NAV"}),
    ):
        assert do(api, saksnr, sti, body).status_code == 201
        tags.append(api.etag(saksnr))
    assert (tags[0] == tags[1], tags[1] == tags[2]) == (True, False)


# -- meetings ----------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_moved_and_ended_each_time_as_it_was_seen(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    where = do(api, saksnr, "moter", {"slag": "samtale", "tid": "2026-01-20T13:00", "sted": "NAV"})
    sti = where.headers["location"].removeprefix("/api/v1")
    first = api.ask("GET", sti)
    assert (first.json()["tid"], first.headers["etag"]) == ("2026-01-20T12:00:00Z", '"v1"')
    moved = {"tid": "2026-01-20T14:00", "tommes": ["sted"]}
    assert api.ask("PATCH", sti, sendt=moved, etag=first.headers["etag"]).status_code == 204
    late = api.ask("PATCH", sti, sendt={"tid": "2026-01-21T14:00"}, etag=first.headers["etag"])
    assert (late.status_code, late.json()["kode"]) == (412, "versjon_utdatert")
    now = api.ask("GET", sti)
    assert (now.json()["tid"], now.json()["sted"]) == ("2026-01-20T13:00:00Z", None)
    ended = api.ask("POST", f"{sti}/utfall", sendt={"utfall": "avlyst_av_oss"}, etag=now.headers["etag"])
    assert (ended.status_code, api.ask("GET", sti).json()["status"]) == (201, "avlyst_av_oss")
    assert api.ask("GET", f"/saker/{saksnr}/moter").json()["moter"] == []
    assert len(api.ask("GET", f"/saker/{saksnr}/moter?alle=true").json()["moter"]) == 1


def test_a_meeting_is_cleared_where_a_risk_assessment_is_in_force(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        arbeid.write_kartlegging(w, saksnr, arbeid.NyKartlegging(behov="Bolig."))
    kontor.clock.forward(days=200)
    mote = moter.plan(kontor, saksnr, tid=kontor.clock().replace(tzinfo=None, hour=23))
    sti = f"/saker/{saksnr}/moter/{mote}/klarering"
    refused = api.ask("POST", sti, etag='"v1"')
    assert (refused.status_code, bool(refused.json()["grunner"])) == (409, True)
    cases.map_out(kontor, saksnr)
    assert api.ask("POST", sti, etag='"v1"').status_code == 201
    assert api.ask("POST", sti, etag='"v2"').status_code in {412, 422}


@pytest.mark.parametrize("mote", ["0" * 32, "noe", "abcdef"])
def test_a_meeting_that_the_case_has_not_is_none(api: Api, kontor: Kontor, mote: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    moter.plan(kontor, saksnr)
    assert api.ask("GET", f"/saker/{saksnr}/moter/{mote}").status_code == 404
    assert api.ask("POST", f"/saker/{saksnr}/moter/{mote}/klarering", etag='"v1"').status_code == 404


def test_a_meeting_is_not_named_by_a_part_of_its_id(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    mote = moter.plan(kontor, saksnr)
    assert api.ask("POST", f"/saker/{saksnr}/moter/{mote[-8:]}/klarering", etag='"v1"').status_code == 404


# -- deadlines and who has it -----------------------------------------------------------------------------------


def test_a_deadline_is_moved_paused_and_resumed_with_a_reason(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    slag = next(
        each["slag"]
        for each in api.ask("GET", f"/saker/{saksnr}/frister").json()["frister"]
        if each["kan_endres"]
    )
    sti = f"frister/{slag}/endringer"
    assert do(api, saksnr, sti, {"endring": "flytt", "begrunnelse": "Ferie."}).status_code == 422
    moved = {"endring": "flytt", "til": "2026-06-30", "begrunnelse": "Ferie."}
    assert do(api, saksnr, sti, moved).status_code == 201
    for endring in ("pause", "fortsett"):
        assert do(api, saksnr, sti, {"endring": endring, "begrunnelse": "Reise."}).status_code == 201
    found = {each["slag"]: each for each in api.ask("GET", f"/saker/{saksnr}/frister").json()["frister"]}
    assert found[slag]["frist"] == "2026-06-30"
    unknown = do(api, saksnr, "frister/noe/endringer", {"endring": "pause", "begrunnelse": "Reise."})
    assert unknown.status_code == 404


def test_a_case_is_given_and_taken_back(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    body = {"ansatt": "ola", "funksjon": "medansvarlig"}
    assert do(api, saksnr, "tildelinger", body, who="leder").status_code == 201
    assert api.ask("GET", f"/saker/{saksnr}", who="ola").status_code == 200
    taken = do(api, saksnr, "tildelinger/medansvarlig/ola", metode="DELETE", who="leder")
    assert (taken.status_code, taken.content) == (204, b"")
    assert api.ask("GET", f"/saker/{saksnr}", who="ola").status_code == 403


# -- what was written stays where it was ------------------------------------------------------------------------


def test_what_is_written_in_a_note_is_found_in_nobody_elses_answer_nor_on_the_disk(
    api: Api, kontor: Kontor
) -> None:
    saksnr, canaries = cases.case(kontor, "forlop"), Canaries()
    text = canaries.text("notat")
    written = do(api, saksnr, "notater", {"tekst": text})
    assert text in api.ask("GET", f"/saker/{saksnr}/notater").text
    paths = ["/saker", "/ko", "/min-dag", "/ansatte", "/logg", f"/logg/saker/{saksnr}", "/definisjoner"]
    paths += [f"/saker/{saksnr}{each}" for each in ("", "/notater", "/identitet", "/moter", "/frister")]
    readers = {"kari", "leder"}  # whose case it is, and who leads the team
    for who in set(STAFF) - readers:
        formal = {"revisor": "kontroll"}.get(who)
        for sti in paths:
            answer = api.ask("GET", sti, who=who, formal=formal)
            assert canaries.found_in(answer.content) == set(), (who, sti)
    assert canaries.found_in(f"{written.headers} {written.text}") == set()
    assert canaries.found_under(kontor.folder) == {}


def test_a_fault_says_nothing_of_what_it_was_about(api: Api, kontor: Kontor) -> None:
    saksnr, canaries = cases.case(kontor, "forlop"), Canaries()
    text = canaries.text("notat")
    do(api, saksnr, "notater", {"tekst": text})
    kontor.tamper("update notat set dato = '2020-01-01'")
    answer = api.ask("GET", f"/saker/{saksnr}/notater")
    assert (answer.status_code, answer.json()["kode"]) == (500, "feil")
    assert saksnr not in answer.text
    assert isinstance(api.feil.pop(), Tampered)
    assert canaries.found_in(answer.content) == set()
