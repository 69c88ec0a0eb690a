"""Attacks by what is typed: markup, templates, odd letters, purposes, others' drafts and cases, forms sent twice.

Every form that the site has is filled with it, those of tomorrow too: fields are read from the page itself.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from exin.casework.hus import innlogging
from exin.casework.oppfolging import arbeid
from exin.casework.person.personer import Endring, change_person
from exin.web.skjemanavn import is_form
from policies import Purpose
from tests.helpers import moter
from tests.helpers.cases import case, protected_case
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor
from tests.helpers.rutetabell import HANDLINGER

HIDDEN = ("csrf", "formal")
PAYLOAD = (
    '\'"></textarea></title><script>alert(1)</script><img src=x onerror=alert(2) style="x:y">'
    "<a href=javascript:alert(3)>{{1337*7331}}${1337*7331}<%=1337*7331%>"
)
PRODUCT = "9801547"


class Dangers(HTMLParser):
    """What of a page a browser would run, or ask another host for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.fields: list[str] = []
        self.hidden: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            leads = name in ("src", "href", "action", "formaction")
            if (
                name.startswith("on")
                or name == "style"
                or (leads and not (value or "").startswith(("/", "#")))
            ):
                self.found.append(f"{tag} {name}={value}")
        if tag in ("script", "img", "iframe", "object", "base", "embed") and not dict(attrs).get("src", ""):
            self.found.append(tag)
        self._take_field(tag, dict(attrs))

    def _take_field(self, tag: str, attrs: dict[str, str | None]) -> None:
        named = attrs.get("name")
        if tag not in ("input", "select", "textarea", "button") or not named or named in HIDDEN:
            return
        if attrs.get("type") == "hidden":
            self.hidden[named] = attrs.get("value") or ""
        else:
            self.fields.append(named)


def dangers(text: str) -> list[str]:
    """What of a page a browser would run, or a template has reckoned out."""
    return [*Dangers(text).found, *([PRODUCT] if PRODUCT in text else [])]


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    """A case of Kari's, with a meeting that has been."""
    number = case(kontor, "forlop")
    moter.plan(kontor, number, "kari", tid=kontor.clock().replace(tzinfo=None) + timedelta(hours=2))
    kontor.clock.forward(hours=3)
    return number


def parts(kontor: Kontor, saksnr: str) -> dict[str, str]:
    """What stands in addresses of a case."""
    with kontor.work("kari") as w:
        note = arbeid.write_notat(w, saksnr, "Et notat.").hex()
    (meeting,) = kontor.one("select max(id) from mote")
    house = {"brukernavn": "ola", "program": "exin_oslo"}
    return {"saksnr": saksnr, "notat_id": note, "mote_id": bytes(meeting).hex(), "slag": "plan", **house}


def forms(kontor: Kontor, browser: Nettleser, saksnr: str) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Address, fields, and what the page itself puts there, of each form that is open to somebody on a case."""
    said = parts(kontor, saksnr)
    for method, path in HANDLINGER:
        if method == "POST" and ("GET", path) in HANDLINGER:
            where = path.format(**said)
            page = browser.get(where)
            if page.status == 200:
                found = Dangers(page.tekst)
                yield where, sorted(set(found.fields)), found.hidden
    yield "/saker/sok", ["q"], {}
    yield "/utkast", ["tekst"], {"utkast_skjema": "notat", "utkast_sak": saksnr, "utkast_versjon": "0"}
    yield "/utkast/forkast", [], {"utkast_skjema": "notat", "utkast_sak": saksnr}
    yield "/varsler/lest", ["id", "alle"], {}


# -- markup and templates ----------------------------------------------------------------------------------


def test_what_is_typed_is_shown_again_as_text(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    kari, seen = nettside.log_in("kari"), 0
    for where, fields, hidden in forms(kontor, kari, saksnr):
        assert is_form(hidden.get("utkast_skjema", "notat")), where
        whole = dict.fromkeys(fields, PAYLOAD)
        for sent in ({**hidden, **whole}, *({**hidden, name: PAYLOAD} for name in hidden)):
            answer = kari.post(where, sent)
            assert answer.status < 500, where
            assert dangers(answer.tekst) == [], where
            seen += "&lt;script&gt;" in answer.tekst
    assert seen > 15, "nothing was shown again"
    assert nettside.feil == []


def test_what_stands_in_an_address_is_shown_again_as_text(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    said, ugly = parts(kontor, saksnr), quote(PAYLOAD, safe="")
    names = ("videre", "gjort", "vis", "tidslinje", "navn", "s", "fase", "sorter", "kontakt", PAYLOAD)
    query = "&".join(f"{quote(name)}={ugly}" for name in names)
    for browser in (nettside.log_in("kari"), nettside.log_in("leder"), nettside.browser()):
        for method, path in HANDLINGER:
            if method == "GET":
                where = path.format(**said)
                for answer in (browser.get(f"{where}?{query}"), browser.get(f"{where}?formal={ugly}")):
                    assert dangers(answer.tekst) == [], path
        assert dangers(browser.get(f"/saker/{ugly}").tekst) == []
    assert nettside.feil == []


def test_a_name_that_is_tried_at_log_in_is_shown_again_as_text(nettside: Nettside, kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, "kari", "bjerk-elv-fjord-regn")
    browser = nettside.browser()
    browser.get("/logg-inn")
    answer = browser.post("/logg-inn/lokal", {"brukernavn": PAYLOAD, "passord": PAYLOAD, "videre": PAYLOAD})
    assert "&lt;script&gt;" in answer.tekst
    assert dangers(answer.tekst) == []


def test_what_stands_in_a_case_is_shown_as_text(nettside: Nettside, kontor: Kontor, saksnr: str) -> None:
    with kontor.work("admin") as w:
        innlogging.set_display_name(w, "kari", PAYLOAD[:80])
    with kontor.work("kari") as w:
        change_person(w, saksnr, Endring(navn=PAYLOAD, telefon=PAYLOAD, epost=PAYLOAD, adresse=PAYLOAD))
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, PAYLOAD)
    with kontor.work("kari") as w:
        arbeid.write_kontakt(
            w, saksnr, arbeid.NyKontakt(slag="samtale", utfall="holdt", arena=PAYLOAD, tekst=PAYLOAD)
        )
    with kontor.work("kari") as w:
        arbeid.write_kartlegging(w, saksnr, arbeid.NyKartlegging(motivasjon=PAYLOAD, behov=PAYLOAD))
    moter.plan(
        kontor, saksnr, "kari", sted=PAYLOAD, tid=kontor.clock().replace(tzinfo=None) + timedelta(days=2)
    )
    said, kari, shown = parts(kontor, saksnr), nettside.log_in("kari"), 0
    kari.post("/utkast", {"utkast_skjema": "plan", "utkast_sak": saksnr, "tekst": PAYLOAD})
    asked = ["vis=identitet,begrunnelser,moter", "vis=identitet", "navn=ja", "vis=begrunnelser"]
    for method, path in HANDLINGER:
        if method == "GET":
            for query in asked:
                answer = kari.get(f"{path.format(**said)}?{query}")
                assert dangers(answer.tekst) == [], path
                shown += "&lt;script&gt;" in answer.tekst
    assert shown > 10, "nothing was shown"
    assert nettside.feil == []


# -- odd letters --------------------------------------------------------------------------------------------

ODD = [
    "%ff%fe",
    "%00",
    "%ED%A0%80",
    "%F4%90%80%80",
    "%E2%80%AE%E2%81%A6",
    "%C0%AF",
    "%0d%0a",
    "%EF%BB%BF%1b[2J",
]


def test_no_letter_breaks_a_page(
    nettside: Nettside, kontor: Kontor, saksnr: str, rounds: Callable[[int, int], int]
) -> None:
    kari, kind = nettside.log_in("kari"), {"content-type": "application/x-www-form-urlencoded"}
    for where, fields, hidden in forms(kontor, kari, saksnr):
        made = [f"{name}={value}" for name, value in {**hidden, "csrf": kari.csrf}.items()]
        for shift in range(rounds(1, len(ODD))):
            typed = [f"{name}=a{ODD[(shift + at) % len(ODD)]}b" for at, name in enumerate(fields)]
            body = "&".join([*typed, *made, f"{ODD[shift]}={ODD[shift]}"])
            answer = kari.client.post(where, content=body, headers=kind, follow_redirects=False)
            assert answer.status_code < 500, (where, shift)
    assert nettside.feil == []


@pytest.mark.parametrize("odd", ODD)
def test_no_letter_in_an_address_breaks_a_page(
    nettside: Nettside, kontor: Kontor, saksnr: str, odd: str
) -> None:
    kari = nettside.log_in("kari")
    with kontor.new_events() as events:
        assert kari.get(f"/saker/{odd}").status == 404
    assert {each.utfall.value for each in events} <= {"nektet"}
    for where in (f"/saker/{saksnr}/frister/{odd}", f"/saker/{saksnr}/notat/{odd}/rett"):
        assert kari.get(where).status == 404
    own = f"/saker/{saksnr}"
    for where in ("/saker", "/min-dag", "/varsler", "/min-profil", own, f"{own}/lesere"):
        assert kari.get(f"{where}?vis={odd}&s={odd}&navn={odd}&formal=").status == 200
    assert nettside.feil == []


# -- more than is one's own ------------------------------------------------------------------------------------


@pytest.mark.parametrize("formal", [Purpose.LEDELSE, Purpose.KONTROLL, Purpose.INNSYN, Purpose.DRIFT])
def test_nobody_states_a_purpose_that_is_not_of_their_role(
    nettside: Nettside, kontor: Kontor, saksnr: str, formal: str
) -> None:
    kari = nettside.log_in("kari")
    own = f"/saker/{saksnr}"
    for where in (own, "/saker", "/min-dag", f"{own}/notat", "/min-profil", "/saker/EX-2026-2222"):
        for query in (f"formal={formal}", f"formal=oppfolging&formal={formal}"):
            with kontor.new_events() as events:
                assert kari.get(f"{where}?{query}").status == 403, where
            assert {each.utfall.value for each in events} == {"nektet"}
            assert ("formal_passer_ikke",) in {each.koder for each in events}
    before = kontor.one("select count(*) from notat")
    for where, body in (
        (f"{own}/notat", {"formal": formal}),
        (f"{own}/notat?formal={formal}", {}),
        (f"{own}/notat", {"formal": ["oppfolging", formal]}),
    ):
        assert kari.post(where, {"tekst": "x", **body}).status == 403
    assert kontor.one("select count(*) from notat") == before


def test_a_case_in_the_form_is_not_the_case_of_the_page(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    other, kari = protected_case(kontor, "forlop"), nettside.log_in("kari")
    said = {"tekst": "x", "saksnr": other, "sak": other, "utkast_sak": other, "sak_id": other}
    with kontor.new_events() as events:
        assert kari.post(f"/saker/{saksnr}/notat", said).til == f"/saker/{saksnr}?gjort=notat"
    assert len({each.sak for each in events if each.sak}) == 1
    for form in ("/utkast", "/utkast/forkast"):
        told = {
            number: kari.post(form, {"utkast_skjema": "notat", "utkast_sak": number, "tekst": "x"})
            for number in (other, "EX-2026-2222")
        }
        hidden, none = told.values()
        assert hidden.status == none.status
        assert _plain(hidden.tekst + hidden.til, other) == _plain(none.tekst + none.til, "EX-2026-2222")
    assert kontor.one("select count(*) from utkast") == (0,)


def _plain(text: str, number: str) -> str:
    return re.sub(r"[0-9a-f]{32,64}", "", text).replace(number, "")


def test_a_note_of_another_case_is_not_put_right_by_way_of_ones_own(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    other, kari = protected_case(kontor, "forlop"), nettside.log_in("kari")
    with kontor.work("klarert1") as w:
        note = arbeid.write_notat(w, other, "Skjult.").hex()
    meeting = moter.plan(
        kontor, other, "klarert1", tid=kontor.clock().replace(tzinfo=None) + timedelta(days=2)
    )
    with kontor.new_events() as events:
        for where in (
            f"notat/{note}/rett",
            f"moter/{meeting}",
            f"moter/{meeting}/utfall",
            f"moter/{meeting}/klarer",
        ):
            sent = {"tekst": "x", "dag": "20.02.2026", "klokke": "13.00", "utfall": "avlyst_oss"}
            answers = [kari.get(f"/saker/{saksnr}/{where}"), kari.post(f"/saker/{saksnr}/{where}", sent)]
            assert all(each.status in {404, 405, 422} for each in answers), where
            assert "Skjult" not in answers[0].tekst + answers[1].tekst
    assert [each for each in events if each.skrevet] == []


def test_nobody_sees_or_throws_away_the_draft_of_another(nettside: Nettside, saksnr: str) -> None:
    kari, leder = nettside.log_in("kari"), nettside.log_in("leder")
    draft = {"utkast_skjema": "notat", "utkast_sak": saksnr, "formal": "oppfolging"}
    kari.post("/utkast", {**draft, "tekst": "karis utkast"})
    for where in (f"/saker/{saksnr}/notat", f"/saker/{saksnr}", "/min-dag"):
        assert "karis utkast" not in leder.get(f"{where}?formal=oppfolging").tekst
    leder.post("/utkast/forkast", draft)
    leder.post("/utkast", {**draft, "tekst": "lederens"})
    leder.post(f"/saker/{saksnr}/notat", {"formal": "oppfolging", "tekst": "lederens notat"})
    assert "karis utkast" in kari.get(f"/saker/{saksnr}/notat").tekst


@pytest.mark.parametrize(
    "name", ["kanari", "kari_nordmann", "notat_", "steg_kari", "logg-ut", "", "utkast", "../x"]
)
def test_a_draft_is_of_a_form_that_there_is(
    nettside: Nettside, kontor: Kontor, saksnr: str, name: str
) -> None:
    kari = nettside.log_in("kari")
    with kontor.new_events() as events:
        for number in (saksnr, ""):
            sent = {"utkast_skjema": name, "utkast_sak": number, "tekst": "x"}
            assert kari.post("/utkast", sent).status == 422
            assert kari.post("/utkast/forkast", sent).status == 422
    assert not any(name and name in each for event in events for each in event.koder)
    assert kari.get("/min-dag").status == 200


# -- once more -----------------------------------------------------------------------------------------------


def test_a_step_that_is_sent_twice_is_taken_once(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    where = f"/saker/{saksnr}/steg/frafall"
    page = kari.get(where).tekst
    hidden = dict(re.findall(r'type="hidden" name="(versjon|vist_dato)" value="([^"]*)"', page))
    sent = {**hidden, "arsak": "nye_hendelser", "apen_til": "14.06.2026"}
    first, again = kari.post(where, sent), kari.post(where, sent)
    assert (first.status, again.status) == (303, 409)
    assert kontor.one("select count(*) from steg where hendelse = 'frafall'") == (1,)


def test_an_old_version_of_a_draft_does_not_take_the_place_of_a_new_one(
    nettside: Nettside, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    draft = {"utkast_skjema": "notat", "utkast_sak": saksnr, "utkast_versjon": "0"}
    assert kari.post("/utkast", {**draft, "tekst": "først"}).status == 200
    assert kari.post("/utkast", {**draft, "tekst": "igjen"}).status == 409
    assert "først" in kari.get(f"/saker/{saksnr}/notat").tekst


def test_a_form_that_is_sent_again_after_log_out_does_nothing(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    before = kontor.one("select count(*) from notat")
    kari.post("/logg-ut")
    assert kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}).til == "/logg-inn"
    assert kontor.one("select count(*) from notat") == before
