"""A national number as it is given: only test numbers here, only real ones in production, and never repeated."""

import hashlib
from datetime import date

import pytest

from exin.casework.hus import ansatte
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.sak import henvendelse
from exin.errors import InvalidInput
from tests.helpers import cases, people, stab
from tests.helpers.errors import told_by
from tests.helpers.office import OS_USER, Kontor

REAL_LOOKING = people.number(date(2003, 3, 14), synthetic=False)
SYNTHETIC = people.number(date(2003, 3, 14))


def in_production(kontor: Kontor) -> None:
    """The same house with real people in it; the reception works from its own account."""
    stab.made(kontor, "drift", rolle="systemansvarlig")
    elsewhere = ansatte.AnsattValg(os_bruker="drift")
    stab.together(kontor, "admin", lambda w: ansatte.change_staff(w, "admin", elsewhere), by="drift")
    stab.changed(kontor, "mottak", os_bruker=OS_USER)
    kontor.office.means.environment = "production"


def refusal(kontor: Kontor, number: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as error, kontor.work("mottak") as w:
        henvendelse.register_henvendelse(w, people.henvendelse(fodselsnummer=number))
    assert number not in told_by(error.value)
    assert kontor.rows("select * from person") == []
    return error.value


def test_a_number_that_looks_real_is_refused_outside_production(kontor: Kontor) -> None:
    assert refusal(kontor, REAL_LOOKING).kode == "fodselsnummer_ekte_utenfor_produksjon"
    cases.register(kontor, fodselsnummer=SYNTHETIC)


def test_a_test_number_is_refused_in_production(kontor: Kontor) -> None:
    in_production(kontor)
    assert refusal(kontor, SYNTHETIC).kode == "fodselsnummer_syntetisk_i_produksjon"
    cases.register(kontor, fodselsnummer=REAL_LOOKING)


@pytest.mark.parametrize("typed", ["12345678901", "kari", SYNTHETIC[:10], SYNTHETIC + "1", "00000000000"])
def test_what_is_no_number_is_refused_and_not_repeated(kontor: Kontor, typed: str) -> None:
    assert refusal(kontor, typed).felt == "fodselsnummer"


def test_a_number_given_later_is_held_to_the_same(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, fodselsnummer=None)
    for typed in (REAL_LOOKING, "12345678901"):
        with pytest.raises(InvalidInput), kontor.work("kari") as w:
            personer.change_person(w, saksnr, Endring(fodselsnummer=typed))
    assert kontor.one("select nummer_kjent, fodselsnummer_oppslag from person") == (0, None)


def test_the_same_number_written_with_blanks_is_the_same_person(kontor: Kontor) -> None:
    cases.case(kontor, "ikke_tatt_inn", fodselsnummer=SYNTHETIC)
    cases.register(kontor, fodselsnummer=f" {SYNTHETIC[:6]} {SYNTHETIC[6:]} ")
    assert kontor.one("select count(*) from person") == (1,)


def test_the_lookup_is_a_keyed_hash_and_not_the_number(kontor: Kontor) -> None:
    cases.register(kontor, fodselsnummer=SYNTHETIC)
    found = kontor.one("select fodselsnummer_oppslag from person")[0]
    assert len(found) == 32
    assert found != hashlib.sha256(SYNTHETIC.encode()).digest()
    assert found == kontor.office.means.lookup("fodselsnummer", SYNTHETIC)


def test_two_persons_never_share_a_lookup(kontor: Kontor) -> None:
    for _ in range(2):
        cases.register(kontor)
    assert kontor.one("select count(distinct fodselsnummer_oppslag) from person") == (2,)
