"""The page of a step: every event of every programme, refused and taken, told before it happens, and nothing lost."""

import re
from datetime import timedelta
from html import unescape

import pytest

from exin.casework.oppfolging import utkast
from exin.casework.visning.visning import show_case
from tests.helpers import cases, people
from tests.helpers.cases import case
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import START, Kontor
from tests.helpers.places import set_places
from workflows import PROGRAMMES

TODAY = START.date()
TEXT = "Avtalt med personen i dag."
OTHER_PAGE = {"henvendelse", "ny_henvendelse"}

STEPS = [
    (programme.key, each.event, each.fra[-1])
    for programme in PROGRAMMES
    for each in programme.transitions
    if each.event not in OTHER_PAGE
]
"""Each event of each programme, from the last of the states that it leads on from."""


def state_for(fra: str, hendelse: str) -> str:
    """Where the case of a test stands: not where nothing more may be written, unless there is no other."""
    return {"annuller_steg": "forlop", "overfor_til_18": "forlop"}.get(hendelse, fra)


def page_of(saksnr: str, hendelse: str) -> str:
    return f"/saker/{saksnr}/steg/{hendelse}"


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(versjon|vist_dato)" value="([^"]*)">', page))


def filled(page: str, day: str) -> dict[str, str]:
    """The form of a page as somebody fills it in who answers all that it asks, and nothing else."""
    answers: dict[str, str] = {}
    for field in read(page).fields:
        name = field.get("name") or ""
        if field.get("type") == "radio":
            answers.setdefault(name, field.get("value") or "")
        elif name == "apen_til":
            answers[name] = day
        elif name in {"begrunnelse", "tilbudsgrunn"}:
            answers[name] = TEXT if name == "begrunnelse" else ""
    return {**answers, **hidden(page)}


def standing(kontor: Kontor, saksnr: str) -> tuple[str, str]:
    tilstand, program = kontor.one("select tilstand, program from sak where saksnr = ?", saksnr)
    return tilstand, program


def faults(page: str) -> str:
    """What the summary of faults says."""
    return text(page.partition('class="errs"')[2].partition("</div>")[0])


# -- who may not, and what cannot be -----------------------------------------------------------------------


def test_a_step_of_a_case_that_one_may_not_know_of_is_not_found(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, strict = case(kontor, "vurdering"), cases.protected_case(kontor, "vurdering")
    annen, ola = nettside.log_in("annen"), nettside.log_in("ola")
    with kontor.new_events() as events:
        found = [
            annen.get(page_of(saksnr, "frafall")).status,
            ola.get(page_of(strict, "frafall")).status,
            ola.post(page_of(strict, "frafall"), {"arsak": "nye_hendelser"}).status,
        ]
    assert found == [404, 404, 404]
    assert [each.utfall for each in events if each.handling == "frafall"] == ["nektet"] * 3


def test_who_may_know_of_the_case_and_not_take_the_step_is_refused(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    ola = nettside.log_in("ola")
    assert ola.get(page_of(saksnr, "start_forlop")).status == 403
    assert ola.post(page_of(saksnr, "start_forlop")).status == 403
    assert standing(kontor, saksnr)[0] == "vurdering"


@pytest.mark.parametrize("hendelse", ["henvendelse", "pause", "les_sak"])
def test_what_is_no_step_of_a_case_has_no_page(nettside: Nettside, kontor: Kontor, hendelse: str) -> None:
    saksnr = case(kontor)
    assert nettside.log_in("kari").get(page_of(saksnr, hendelse)).status == 404


def test_a_step_that_does_not_lead_on_from_here_says_what_does(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    answer = nettside.log_in("kari").get(page_of(saksnr, "avslutt"))
    assert answer.status == 409
    assert "kan ikke tas fra «Vurdering»" in text(answer.tekst)
    assert "Start forløp" in text(answer.tekst)


def test_what_opens_another_case_is_taken_on_its_own_page(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "avsluttet")
    kari = nettside.log_in("kari")
    for answer in (kari.get(page_of(saksnr, "ny_henvendelse")), kari.post(page_of(saksnr, "ny_henvendelse"))):
        assert (answer.status, answer.til) == (303, f"/saker/{saksnr}/ny-henvendelse")


# -- every event of every programme ---------------------------------------------------------------------------


@pytest.mark.parametrize(("program", "hendelse", "fra"), STEPS)
def test_a_step_that_lacks_something_says_what_and_is_not_taken(
    nettside: Nettside, kontor: Kontor, program: str, hendelse: str, fra: str
) -> None:
    saksnr = case(kontor, state_for(fra, hendelse), program=program)
    before = standing(kontor, saksnr)
    answer = nettside.log_in("kari").post(page_of(saksnr, hendelse))
    assert answer.status == 422
    assert "Rett dette før du går videre" in answer.tekst
    read(answer.tekst)
    assert standing(kontor, saksnr) == before


@pytest.mark.parametrize(("program", "hendelse", "fra"), STEPS)
def test_a_step_is_taken_by_filling_in_what_its_page_asks_for(
    nettside: Nettside, kontor: Kontor, program: str, hendelse: str, fra: str
) -> None:
    saksnr = case(kontor, state_for(fra, hendelse), program=program)
    cases.prepare(kontor, saksnr, hendelse)
    if hendelse == "overfor_til_18":
        kontor.clock.set(people.YOUNG.replace(year=people.YOUNG.year + 18))
    kari, before = nettside.log_in("kari"), standing(kontor, saksnr)
    page = kari.get(page_of(saksnr, hendelse)).tekst
    assert "Dette skjer når steget tas" in page
    answer = kari.post(page_of(saksnr, hendelse), filled(page, f"{kontor.clock.today:%d.%m.%Y}"))
    said = "annullert" if hendelse == "annuller_steg" else "steg"
    assert (answer.status, answer.til) == (303, f"/saker/{saksnr}?gjort={said}")
    assert standing(kontor, saksnr) != before
    assert nettside.feil == []


# -- what is missing ---------------------------------------------------------------------------------------------


def test_what_is_missing_has_a_link_to_where_the_reader_puts_it_right(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    page = nettside.log_in("kari").get(page_of(saksnr, "start_forlop")).tekst
    assert f'href="/saker/{saksnr}/kartlegging"' in page
    assert f'href="/saker/{saksnr}/samtykke"' in page
    assert "(saksbehandler kan ordne det)" in text(page)
    assert 'name="begrunnelse"' not in page


def test_what_only_one_choice_asks_for_is_said_with_it_and_told_when_it_is_chosen(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    page = kari.get(page_of(saksnr, "frafall")).tekst
    assert "Ved manglende oppmøte skal det være forsøkt å få kontakt minst 3 ganger." in text(page)
    assert "Manglende oppmøte: Antall forsøk som er ført på saken: 0." in text(page)
    assert f'href="/saker/{saksnr}/samtale"' in page
    given = {**filled(page, f"{TODAY:%d.%m.%Y}"), "arsak": "manglende_oppmote"}
    refused = kari.post(page_of(saksnr, "frafall"), given)
    assert refused.status == 422
    assert "Prøv igjen, og før hvert forsøk på saken." in faults(refused.tekst)
    assert 'value="manglende_oppmote" checked' in refused.tekst


def test_a_choice_that_takes_a_reason_is_refused_without_it_in_its_own_field(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    given = {"arsak": "kapasitet", "tilbud": "ikke_gitt"}
    answer = kari.post(page_of(saksnr, "ikke_tatt_inn"), given)
    assert (answer.status, 'href="#felt-tilbudsgrunn"' in answer.tekst) == (422, True)
    done = kari.post(page_of(saksnr, "ikke_tatt_inn"), {**given, "tilbudsgrunn": "Gikk før vi rakk det."})
    assert done.til == f"/saker/{saksnr}?gjort=steg"
    assert "har ikke fått vite det" in text(kari.follow(done).tekst)  # what remains is seen in the case


@pytest.mark.parametrize(
    ("felt", "verdi"),
    [("dato", "32.13.2026"), ("dato", "16.01.2026"), ("dato", "01.01.2026"), ("apen_til", "snart")],
)
def test_a_day_that_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    nettside: Nettside, kontor: Kontor, felt: str, verdi: str
) -> None:
    saksnr = case(kontor, "forlop", kontakt="kari")
    kontor.clock.set(TODAY)
    given = {"arsak": "nye_hendelser", "apen_til": "01.06.2026", "begrunnelse": TEXT, felt: verdi}
    answer = nettside.log_in("kari").post(page_of(saksnr, "frafall"), given)
    assert answer.status == 422
    assert TEXT in answer.tekst
    assert ("dato" if felt == "dato" else 'href="#felt-apen_til"') in answer.tekst


# -- late entry --------------------------------------------------------------------------------------------------


def test_a_late_entry_is_taken_when_its_own_effects_have_been_told(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kontor.clock.forward(days=20)
    kari = nettside.log_in("kari")
    page = kari.get(page_of(saksnr, "frafall")).tekst
    assert "tidligst 15. januar, dagen for forrige steg" in text(page)
    given = {**filled(page, "01.06.2026"), "dato": "20.01.2026"}
    told = kari.post(page_of(saksnr, "frafall"), given)
    assert (told.status, standing(kontor, saksnr)[0]) == (200, "forlop")
    assert "Steget er ikke tatt ennå" in text(told.tekst)
    assert "Dette skjer når steget gjelder fra 20. januar" in text(told.tekst)
    assert TEXT in told.tekst
    done = kari.post(page_of(saksnr, "frafall"), given | hidden(told.tekst))
    assert (done.status, standing(kontor, saksnr)[0]) == (303, "frafall")
    assert kontor.one("select max(gjelder_fra) from steg") == (str(TODAY + timedelta(days=5)),)


def test_what_happens_on_another_day_can_be_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "vurdering")
    kontor.clock.forward(days=10)
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr)
    kari = nettside.log_in("kari")
    answer = kari.post(page_of(saksnr, "start_forlop"), {"vis_virkning": "ja", "dato": "17.01.2026"})
    assert (answer.status, standing(kontor, saksnr)[0]) == (200, "vurdering")
    assert "Det finnes ikke noe gjeldende samtykke" in text(answer.tekst)  # it was given later than that
    assert 'value="17.01.2026"' in answer.tekst


def test_where_a_step_is_not_possible_another_day_can_be_tried_and_nothing_else(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    kontor.clock.forward(days=10)
    kari = nettside.log_in("kari")
    for answer in (
        kari.get(page_of(saksnr, "start_forlop")),
        kari.post(page_of(saksnr, "start_forlop"), {"vis_virkning": "ja", "dato": "x"}),
    ):
        assert [each["name"] for each in read(answer.tekst).fields if each.get("name") != "q"] == ["dato"]
    assert 'href="#felt-dato"' in answer.tekst


# -- full places ---------------------------------------------------------------------------------------------------


def test_only_a_lead_is_offered_the_way_past_a_full_programme_and_has_to_say_why(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    set_places(kontor, "exin_oslo", plasser=0)
    kari, leder = nettside.log_in("kari"), nettside.log_in("leder")
    path = page_of(saksnr, "start_forlop")
    assert 'name="overstyr"' not in kari.get(path).tekst
    assert kari.post(path, {"overstyr": "ja", "begrunnelse": TEXT}).status == 403
    page = leder.get(f"{path}?formal=ledelse").tekst
    assert "steget går forbi grensen" in text(page)
    refused = leder.post(path, {"overstyr": "ja"})
    assert (refused.status, "Alle plassene" in faults(refused.tekst)) == (422, False)
    assert re.findall(r'href="#felt-(\w+)"', refused.tekst) == ["begrunnelse"]
    assert re.findall(r'href="#felt-(\w+)"', leder.post(path).tekst) == ["overstyr"]
    done = leder.post(path, {"overstyr": "ja", "begrunnelse": TEXT, **hidden(page)})
    assert (done.status, standing(kontor, saksnr)[0]) == (303, "forlop")


# -- two at once ---------------------------------------------------------------------------------------------------


def test_a_case_that_was_changed_meanwhile_is_said_kindly_with_all_that_was_typed(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari, path = nettside.log_in("kari"), page_of(saksnr, "frafall")
    given = filled(kari.get(path).tekst, "01.06.2026")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    cases.give(kontor, saksnr, "ola")
    cases.give(kontor, saksnr, "kari")
    answer = kari.post(path, given)
    assert answer.status == 409
    assert "Saken er endret etter at du åpnet siden" in text(answer.tekst)
    assert TEXT in answer.tekst
    assert kari.post(path, given | hidden(answer.tekst)).status == 303


def test_a_step_that_a_colleague_took_first_shows_what_was_typed(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari, path = nettside.log_in("kari"), page_of(saksnr, "start_avslutning")
    cases.prepare(kontor, saksnr, "start_avslutning")
    given = filled(kari.get(path).tekst, "")
    cases.advance(kontor, saksnr, "start_avslutning", "leder")
    answer = kari.post(path, given)
    assert answer.status == 409
    assert "Siste steg er «Start avslutning», ført av leder i dag kl. 10.00." in text(answer.tekst)
    assert TEXT in answer.tekst


def test_the_same_form_sent_twice_takes_back_one_step_and_not_two(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari, path = nettside.log_in("kari"), page_of(saksnr, "annuller_steg")
    given = filled(kari.get(path).tekst, "")
    assert [kari.post(path, given).status for _ in range(2)] == [303, 409]
    assert standing(kontor, saksnr)[0] == "vurdering"


# -- drafts, and what is taken back ---------------------------------------------------------------------------------


def test_a_step_that_was_begun_is_there_as_it_was_left_until_it_is_taken(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "avslutning")
    kari = nettside.log_in("kari")
    with kontor.work("kari") as w:
        utkast.save(w, "steg_tilbake_til_forlop", saksnr, {"begrunnelse": TEXT, "versjon": "1"})
    page = kari.get(page_of(saksnr, "tilbake_til_forlop")).tekst
    assert (TEXT in page, "Dette er utkastet ditt" in page) == (True, True)
    assert kari.post(page_of(saksnr, "tilbake_til_forlop"), filled(page, "")).status == 303
    assert _draft(kontor, saksnr, "steg_tilbake_til_forlop") is None


def test_what_is_sent_after_the_session_has_ended_is_kept_as_a_draft(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "avslutning")
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=20)
    assert "/logg-inn" in kari.post(page_of(saksnr, "tilbake_til_forlop"), {"begrunnelse": TEXT}).til
    kept = _draft(kontor, saksnr, "steg_tilbake_til_forlop")
    assert kept is not None
    assert kept.felt["begrunnelse"] == TEXT


def test_to_take_a_step_back_says_which_it_is_who_took_it_and_that_it_stays(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    page = text(kari.get(page_of(saksnr, "annuller_steg")).tekst)
    for said in (
        "Steget som annulleres Steg Start forløp Gjelder fra 15. januar Ført av kari",
        "Det blir stående",
    ):
        assert said in page
    assert kari.post(page_of(saksnr, "annuller_steg")).status == 422
    done = kari.post(page_of(saksnr, "annuller_steg"), {"begrunnelse": TEXT})
    assert done.til == f"/saker/{saksnr}?gjort=annullert"
    with kontor.read("kari") as r:
        steps = show_case(r, saksnr, identitet=False).steg
    assert [(each.hendelse, each.annullert) for each in steps][2:3] == [("start_forlop", True)]


def test_who_may_not_take_the_step_back_any_more_is_told_whom_to_ask(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kontor.clock.forward(days=3)
    page = nettside.log_in("kari").get(page_of(saksnr, "annuller_steg")).tekst
    assert "Be en teamleder annullere steget." in text(page)
    assert 'name="begrunnelse"' not in page


def test_whoever_keeps_the_case_is_named_as_colleagues_know_them(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "frafall")
    page = text(nettside.log_in("kari").get(page_of(saksnr, "reinntak")).tekst)
    assert "Kontaktpersonen beholder saken. Det er kari." in page


def _draft(kontor: Kontor, saksnr: str, navn: str) -> utkast.UtkastVisning | None:
    with kontor.read("kari") as r:
        return utkast.read(r, navn, saksnr)
