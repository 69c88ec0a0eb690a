"""Where staff get e-mail: one address each, set by whoever manages staff, and sane."""

import pytest

from exin.casework.hus.ansattvisning import list_staff
from exin.casework.varsel.ansattpost import remove_address, set_address
from exin.errors import Denied, InvalidInput
from tests.helpers.office import STAFF, Kontor

ADDRESS = "kari.moen+exin@post.example.org"


def listed(kontor: Kontor) -> dict[str, str | None]:
    with kontor.read("admin") as r:
        return {each.brukernavn: each.epost for each in list_staff(r)}


@pytest.mark.parametrize("by", [name for name in STAFF if name != "admin"])
def test_none_but_systemansvarlig_sets_an_address(kontor: Kontor, by: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied), kontor.work(by) as w:
        set_address(w, "kari", ADDRESS)
    assert [(each.handling, each.utfall) for each in events] == [("administrer_ansatte", "nektet")]
    assert kontor.rows("select id from postadresse") == []


@pytest.mark.parametrize(
    "typed",
    [
        *("", "kari", "kari@", "@example.org", "kari@example", "kari@@example.org", "kari@exam ple.org"),
        *("kari@-example.org", "kari@example-.org", "kari@example..org", ".kari@example.org"),
        *("kari.@example.org", "ka..ri@example.org", "kåri@example.org", "kari@exåmple.org"),
        *("kari@example.org,ola@example.org", "kari@example.org\nBcc: ola@example.org", "<kari@example.org>"),
        *('"kari moen"@example.org', "kari@[192.0.2.1]", "kari@192.0.2.1", "01880081183@example.org"),
        *("k" * 65 + "@example.org", "kari@" + "a" * 64 + ".org", "kari@" + "a.b" * 100 + ".org"),
    ],
)
def test_what_is_no_address_is_refused(kontor: Kontor, typed: str) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
        set_address(w, "kari", typed)
    assert caught.value.kode == "ugyldig_epost"
    assert kontor.rows("select id from postadresse") == []


def test_an_address_for_nobody_is_refused(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
        set_address(w, "ingen", ADDRESS)
    assert caught.value.kode == "ukjent_ansatt"


def test_where_there_is_none_there_is_none_to_remove(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput) as caught, kontor.work("admin") as w:
        remove_address(w, "kari")
    assert caught.value.kode == "ingen_epost_a_fjerne"


def test_an_address_is_set_changed_and_removed(kontor: Kontor) -> None:
    for typed in (ADDRESS, f" {ADDRESS} ", "ny@example.org"):
        with kontor.work("admin") as w:
            set_address(w, "kari", typed)
        assert listed(kontor)["kari"] == typed.strip()
    with kontor.work("admin") as w:
        remove_address(w, "kari")
    assert listed(kontor) == dict.fromkeys(STAFF)
    assert kontor.verify().ok


def test_each_is_an_event_about_whom_it_is_about_without_the_address(kontor: Kontor) -> None:
    with kontor.new_events() as events, kontor.work("admin") as w:
        set_address(w, "kari", ADDRESS)
    (event,) = events
    assert event.gjelder_ansatt == kontor.staff_id("kari").hex()
    assert [row.tabell for row in event.skrevet] == ["postadresse"]
    assert "example.org" not in repr(event)
