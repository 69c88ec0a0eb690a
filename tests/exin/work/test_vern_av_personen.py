"""Protection follows the person: name and address are shared by all the person's cases, so the highest level counts."""

from typing import Any

import pytest

from exin.casework.oppfolging import arbeid
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.sak import henvendelse
from exin.casework.tilgang import tildeling
from exin.errors import Conflict, Denied, NotFound
from exin.store import personer as personlager
from policies import Action
from tests.helpers import cases, people
from tests.helpers.office import Kontor, meanwhile

NEW_HOME = "Hemmelig vei 7"


def protected_later(kontor: Kontor, tilstand: str, *, level: str, kontakt: str | None = "kari") -> str:
    """An ended case of kari's (or nobody's); its person has come back as protected, and has moved."""
    number = people.new_number()
    old = cases.case(kontor, tilstand, fodselsnummer=number, adresse="Gammelvei 1", kontakt=kontakt)
    with kontor.work("klarert1") as w:
        new = henvendelse.register_henvendelse(w, people.henvendelse(fodselsnummer=number)).saksnr
    with kontor.work("klarert1") as w:
        circle: dict[str, Any] = {"leder": "klarert_leder", "ansatte": ["klarert1", "klarert2"]}
        tildeling.protect(w, new, level, **(circle if level == "strengt_fortrolig" else {}))
    if level == "fortrolig":
        cases.give(kontor, new, "klarert1")
    with kontor.work("klarert1") as w:
        personer.change_person(w, new, Endring(adresse=NEW_HOME))
    person = kontor.one("select person_id from sak where saksnr = ?", new)
    assert kontor.one("select person_id from sak where saksnr = ?", old) == person
    return old


def address(kontor: Kontor, saksnr: str, who: str) -> str | None:
    with kontor.read(who) as r:
        grant = r.permit(Action.LES_ADRESSE, saksnr, felt=("adresse.adresse",))
        stored = personlager.address(r.tx, grant)
        return r.open(grant, stored, "adresse") if stored else None


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn", "frafall"])
@pytest.mark.parametrize("who", ["kari", "leder", "ola", "mottak"])
def test_an_earlier_case_tells_nobody_where_a_strictly_protected_person_lives(
    kontor: Kontor, tilstand: str, who: str
) -> None:
    old = protected_later(kontor, tilstand, level="strengt_fortrolig")
    for action in (Action.LES_ADRESSE, Action.LES_IDENTITET, Action.LES_SAK, Action.KJENNE_TIL):
        with pytest.raises(NotFound), kontor.read(who) as r:
            r.permit(action, old)


def test_nor_does_one_that_its_registrar_never_handed_over(kontor: Kontor) -> None:
    old = protected_later(kontor, "ikke_tatt_inn", level="strengt_fortrolig", kontakt=None)
    for action in (Action.LES_IDENTITET, Action.LES_SAK):
        with pytest.raises(NotFound), kontor.read("mottak") as r:
            r.permit(action, old)


def test_the_circle_reads_the_earlier_case(kontor: Kontor) -> None:
    old = protected_later(kontor, "avsluttet", level="strengt_fortrolig")
    assert address(kontor, old, "klarert_leder") == NEW_HOME


def test_a_lower_level_counts_for_the_earlier_case_too(kontor: Kontor) -> None:
    plain = cases.case(kontor, "ikke_tatt_inn")
    old = protected_later(kontor, "ikke_tatt_inn", level="fortrolig")
    assert address(kontor, old, "kari") == NEW_HOME  # kari still has that case
    for saksnr, answer in ((plain, Denied), (old, NotFound)):  # a colleague knows of ordinary cases only
        with pytest.raises(answer), kontor.read("ola") as r:
            r.permit(Action.LES_SAK, saksnr)


def test_lowering_the_level_gives_the_earlier_case_back(kontor: Kontor) -> None:
    old = protected_later(kontor, "avsluttet", level="strengt_fortrolig")
    new = kontor.one("select saksnr from sak where saksnr <> ?", old)[0]
    with kontor.work("klarert_leder") as w:
        tildeling.protect(w, new, "ingen")
    assert address(kontor, old, "kari") == NEW_HOME


def test_a_person_of_no_protected_case_is_not_touched(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", adresse="Storgata 1")
    cases.protected_case(kontor)
    assert address(kontor, saksnr, "kari") == "Storgata 1"


def test_protection_raised_on_another_case_meanwhile_stops_a_write(kontor: Kontor) -> None:
    """The decision was on a person without protection; when the write begins, the person has it."""
    number = people.new_number()
    old = cases.case(kontor, "frafall", fodselsnummer=number)

    def come_back_protected() -> None:
        with kontor.work("klarert1") as w:
            henvendelse.register_henvendelse(
                w, people.henvendelse(fodselsnummer=number, skjerming="fortrolig")
            )

    with pytest.raises(Conflict), kontor.work("kari") as w:
        w.permit(Action.LES_SAK, old)
        meanwhile(come_back_protected)
        arbeid.write_notat(w, old, "Ringte hjem til mor.")
    assert kontor.rows("select * from notat") == []
