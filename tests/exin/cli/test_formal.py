"""A purpose that does not go with the role is told as just that, before any case is looked for."""

from collections.abc import Callable

import pytest

from policies import Purpose, Role, purposes_for
from tests.helpers import cases
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor
from tests.helpers.registers import Register
from tests.helpers.sporringer import statements

Skranke = Callable[..., Svar]

WHO = {
    Role.SAKSBEHANDLER: "kari",
    Role.TEAMLEDER: "leder",
    Role.REVISOR: "revisor",
    Role.SYSTEMANSVARLIG: "admin",
}
SAYS = "Formålet passer ikke til rollen din. Velg "


UNFIT = [(rolle, formal) for rolle in WHO for formal in Purpose if formal not in purposes_for(rolle)]


@pytest.mark.parametrize("rolle, formal", UNFIT)
def test_a_purpose_that_does_not_fit_is_told_with_those_that_do(
    kontor: Kontor, skranke: Skranke, rolle: Role, formal: Purpose
) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        answer = skranke("sak", "vis", saksnr, "--formal", formal, som=WHO[rolle])
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(SAYS)
    assert all(fitting in answer.err.removeprefix(SAYS) for fitting in purposes_for(rolle))
    assert formal not in answer.err
    (event,) = events
    assert (event.utfall, event.formal, event.rolle, event.koder, event.sak) == (
        "nektet",
        formal,
        rolle,
        ("formal_passer_ikke",),
        None,
    )


def test_no_case_is_looked_for_under_a_purpose_that_does_not_fit(kontor: Kontor, skranke: Skranke) -> None:
    told = []
    for saksnr in (cases.case(kontor), cases.protected_case(kontor), "EX-2026-2222"):
        with statements() as ran:
            answer = skranke("sak", "notat", saksnr, "--formal", "drift", som="leder", stdin="Tekst")
        told.append((answer, ran))
    assert told[0] == told[1] == told[2]
    assert not any("FROM sak" in each for each in told[0][1])


def test_the_lead_reads_which_to_choose(kontor: Kontor, skranke: Skranke) -> None:
    answer = skranke("sak", "vis", cases.case(kontor), "--formal", "drift", som="leder")
    assert answer.err == f"{SAYS}oppfolging, vurdering, mottak eller ledelse.\n"
    as_json = skranke("sak", "liste", "--formal", "drift", "--json", som="leder")
    assert (as_json.code, as_json.data["feil"]) == (2, "formal_passer_ikke")


def test_an_import_says_the_same(kontor: Kontor, skranke: Skranke) -> None:
    paths = []
    for name, text in zip(("a.csv", "b.csv"), Register().course("E-1").texts(), strict=True):
        path = kontor.folder.parent / name
        path.write_text(text, "utf-8")
        paths.append(str(path))
    answer = skranke("import", *paths, "--formal", "mottak", som="admin")
    assert (answer.code, answer.err) == (2, f"{SAYS}drift.\n")
