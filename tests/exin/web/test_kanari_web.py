"""What is typed into a form is found nowhere but on the pages of those who may read it.

Looked through: every byte under the installation's folder, all pages of those who have no part in the case, and of all
answers where one is sent on to, headers, cookies, titles and links; what the server says of it, faults too.
"""

import http.client
import logging
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from exin import logs
from exin.web.site import make_site
from exin.web.tjener import listen, serve
from tests.helpers import people
from tests.helpers.canaries import Canaries
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettleser, Nettside, Svar
from tests.helpers.office import Kontor, open_copy
from tests.helpers.rutetabell import HANDLINGER

TYPED = {"text", "search", "tel", "email", ""}
DAYS = {"dato", "fodselsdato", "gitt", "utloper", "dag", "klokke", "apen_til", "flytt"}
LEAD = "formal=oppfolging"


class Forms(HTMLParser):
    """The forms of a page by their address: fields in which one types, and what the page itself puts there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.typed: dict[str, list[str]] = defaultdict(list)
        self.hidden: dict[str, dict[str, str]] = defaultdict(dict)
        self._action = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = found.get("action", "").partition("?")[0]
        name, kind = found.get("name", ""), found.get("type", "")
        if tag == "input" and kind == "hidden":
            self.hidden[self._action][name] = found.get("value", "")
        elif tag == "textarea" or (tag == "input" and kind in TYPED and name not in DAYS):
            self.typed[self._action].append(name)


@dataclass
class Reise:
    """Work of a few days on a site, with a new canary in each field of each form."""

    kontor: Kontor
    nettside: Nettside
    canaries: Canaries = field(default_factory=Canaries)
    answers: list[Svar] = field(default_factory=list)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was sent, by the address it was sent to."""
    typed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The fields that were typed in, by form."""
    seen: set[str] = field(default_factory=set)
    """What was shown while it stood."""
    said: list[str] = field(default_factory=list)
    """What any logger of the process was told meanwhile."""

    def send(self, browser: Nettleser, path: str, **known: str) -> str:
        """Open a form, type in each field that is not known, and send it. Returns where it led."""
        page = browser.get(f"{path}?{LEAD}" if browser is self.browsers["leder"] else path)
        assert page.status == 200, (path, page.status)
        forms = Forms(page.tekst)
        names = [name for name in forms.typed[path] if name not in known]
        fields = {name: self.canaries.text(f"{path}:{name}") for name in names}
        self.typed[path] |= {*forms.typed[path]}
        answer = self.post(browser, path, {**forms.hidden[path], **known, **fields})
        assert answer.status == 303, (path, re.findall(r'class="err".*?</p>|<h1>.*?</h1>', answer.tekst))
        return answer.til.partition("?")[0]

    def post(self, browser: Nettleser, path: str, fields: dict[str, str]) -> Svar:
        """Send a form, and keep the answer."""
        self.sent[path] = fields
        answer = browser.post(path, fields)
        self.answers.append(answer)
        return answer

    def __post_init__(self) -> None:
        self.browsers = {who: self.nettside.log_in(who) for who in ("kari", "mottak", "leder", "revisor")}


class Listening(logging.Handler):
    """Keeps all that is said."""

    def __init__(self, said: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._said = said

    def emit(self, record: logging.LogRecord) -> None:
        self._said += [record.getMessage(), str(record.exc_info)]


def site_of(kontor: Kontor) -> Nettside:
    """The site as it is served: what nobody foresaw goes to the operations log."""
    site = make_site(
        kontor.office,
        kontor.installation.settings,
        kontor.folder,
        on_fault=lambda error, number: logs.fault(kontor.folder, error, number),
    )
    return Nettside(kontor=kontor, site=site)


@pytest.fixture(scope="module")
def reise(kontor_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reise]:
    kontor = open_copy(kontor_template, tmp_path_factory.mktemp("reise") / "var")
    made = Reise(kontor=kontor, nettside=site_of(kontor))
    listening, root = Listening(made.said), logging.getLogger()
    level = root.level
    root.addHandler(listening)
    root.setLevel(logging.DEBUG)
    try:
        travel(made)
        yield made
    finally:
        root.removeHandler(listening)
        root.setLevel(level)
        kontor.close()


def travel(at: Reise) -> None:
    """Every form in which somebody types."""
    first = follow(at)
    kari, leder = at.browsers["kari"], at.browsers["leder"]
    at.send(leder, f"{first}/inhabil", ansatt="ola")
    at.send(leder, f"{first}/inhabil/opphev", ansatt="ola")
    at.send(kari, f"{first}/steg/avslutt")
    at.send(kari, f"{first}/ny-henvendelse", kilde="direkte")
    second = f"/saker/{case(at.kontor, 'forlop')}"
    at.send(kari, f"{second}/steg/frafall", arsak="nye_hendelser", apen_til="14.06.2026")
    at.send(kari, f"{second}/steg/reinntak", arsak="ny_motivasjon")
    third = f"/saker/{case(at.kontor)}"
    at.send(kari, f"{third}/steg/ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt")
    at.post(kari, "/saker/sok", {"q": at.canaries.text("/saker/sok:q")})
    looked_for = {"formal": "kontroll", "sak": at.canaries.text("/innsynslogg/sok:sak")}
    at.post(at.browsers["revisor"], "/innsynslogg/sok", looked_for)
    draft = {"utkast_skjema": "plan", "utkast_sak": second.rpartition("/")[2]}
    at.post(kari, "/utkast", {**draft, "tekst": at.canaries.text("/utkast:tekst")})
    at.kontor.clock.forward(minutes=20)
    at.post(kari, f"{second}/notat", {"tekst": at.canaries.text("for sent:tekst")})
    kari.log_in("kari")
    leder.log_in("leder")


def follow(at: Reise) -> str:
    """One case through all phases."""
    kari, leder, number = at.browsers["kari"], at.browsers["leder"], people.new_number()
    at.canaries.watch("/henvendelse:fodselsnummer", number)
    chosen = {"program": "exin_oslo", "kilde": "direkte", "bydel": "sagene", "skjerming": "ingen"}
    own = at.send(at.browsers["mottak"], "/henvendelse", fodselsnummer=number, **chosen)
    at.post(leder, f"{own}/tildel", {"ansatt": "kari", "funksjon": "kontakt", "formal": "ledelse"})
    at.send(kari, f"{own}/samtale", slag="informasjonssamtale", utfall="holdt")
    at.send(kari, f"{own}/tilknytning", tilknytning="ja")
    at.send(kari, f"{own}/steg/start_vurdering")
    at.send(kari, f"{own}/kartlegging")
    at.send(kari, f"{own}/samtykke", slag="deltakelse")
    at.send(kari, f"{own}/steg/start_forlop")
    at.send(kari, f"{own}/steg/annuller_steg")
    at.send(kari, f"{own}/steg/start_forlop")
    at.send(kari, f"{own}/notat")
    note = re.search(r"/notat/([0-9a-f]{32})/rett", kari.get(own).tekst)
    assert note
    at.send(kari, f"{own}/notat/{note[1]}/rett")
    meet(at, own)
    at.send(kari, f"{own}/frister/plan", endring="pause")
    renumbered = people.new_number()
    at.canaries.watch(f"{own}/person:fodselsnummer", renumbered)
    at.send(kari, f"{own}/person", fodselsnummer=renumbered)
    at.send(kari, f"{own}/samtykke", slag="deling")
    at.send(kari, f"{own}/samtykke/trekk", slag="deling")
    at.send(kari, f"{own}/plan")
    at.send(kari, f"{own}/steg/start_avslutning")
    at.send(kari, f"{own}/steg/tilbake_til_forlop")
    at.send(kari, f"{own}/steg/start_avslutning")
    at.send(kari, f"{own}/overlevering")
    at.send(kari, f"{own}/tilbud", gitt="nei", svar="ikke_gitt")
    at.send(kari, f"{own}/fortalt", mate="samtale")
    return own


def meet(at: Reise, own: str) -> None:
    """A meeting, written anew, and what became of it."""
    kari, when = at.browsers["kari"], {"dag": "15.01.2026", "klokke": "11.00", "ansatt": "kari"}
    at.send(kari, f"{own}/moter/ny", slag="samtale", **when)
    meeting = re.search(r"/moter/([0-9a-f]{32})", kari.get(f"{own}/moter").tekst)
    assert meeting
    at.send(kari, f"{own}/moter/{meeting[1]}", **when)
    at.seen |= at.canaries.found_in(kari.get(f"{own}/moter").tekst)
    at.kontor.clock.forward(hours=2)
    for browser, who in ((kari, "kari"), (at.browsers["leder"], "leder")):
        browser.log_in(who)
    at.send(kari, f"{own}/moter/{meeting[1]}/utfall", utfall="holdt")


# -- the journey is the whole journey ----------------------------------------------------------------------

NOTHING_TYPED = {"/saker/{saksnr}/tildel", "/saker/{saksnr}/tildel/fjern", "/saker/{saksnr}/skjerming"}
NOTHING_TYPED |= {"/innsynslogg/begrunnelse", "/ansatte/{brukernavn}/arbeid"}
NOTHING_TYPED |= {"/ny-ansatt"}  # but user names, which are no free text: tests/exin/casework/test_kanari.py
LOOKED_FOR = {"/saker/sok": "q", "/innsynslogg/sok": "sak"}
"""What is typed there is shown in the answer, and written nowhere."""
ELSEWHERE = {"/saker/{saksnr}/steg/ny_henvendelse", "/saker/{saksnr}/steg/overfor_til_18"}
"""The one leads to a form of its own; the other is the same form as every step."""


def test_every_form_was_typed_in(reise: Reise) -> None:
    wanted = {path for method, path in HANDLINGER if method == "POST" and ("GET", path) in HANDLINGER}
    left = [path for path in wanted - NOTHING_TYPED - ELSEWHERE - {*LOOKED_FOR} if not _was(reise, path)]
    assert left == []


def _was(reise: Reise, path: str) -> bool:
    return any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), each) for each in reise.typed)


NEVER_SHOWN = r".*/frister/plan:begrunnelse|.*/inhabil.*:begrunnelse|/saker/sok:q|/innsynslogg/sok:sak"
"""Why a deadline was put to rest and why somebody is barred (sealed, and no page opens it); what was searched for."""

OVERWRITTEN = r".*/moter/ny:.*|/henvendelse:(navn|telefon|epost|adresse|fodselsnummer)"
"""What was set right on the way."""


def test_what_was_typed_is_shown_to_who_may_read_it(reise: Reise) -> None:
    shown = reise.canaries.found_in("".join(each.tekst for each in pages(reise, "kari")))
    unseen = reise.canaries.labels - shown - reise.seen
    assert [label for label in unseen if not re.fullmatch(f"{NEVER_SHOWN}|{OVERWRITTEN}", label)] == []


def pages(reise: Reise, who: str, *, formal: str = "") -> list[Svar]:
    """All pages that can be asked for by somebody of all cases, opened as far as they go."""
    browser = reise.nettside.log_in(who)
    numbers = [row[0] for row in reise.kontor.rows("select saksnr from sak")]
    notes, meetings = (
        [bytes(row[0]).hex() for row in reise.kontor.rows(f"select id from {table}")]  # noqa: S608
        for table in ("notat", "mote")
    )
    opened = ("identitet,begrunnelser&vist=200", "identitet", "begrunnelser")
    asked = ["", *(f"vis={each}" for each in opened), "navn=ja&alle=ja"]
    said = {"notat_id": notes[-1], "mote_id": meetings[-1], "slag": "plan"}
    said |= {"brukernavn": "ola", "program": "exin_oslo"}
    return [
        browser.get(f"{path.format(saksnr=number, **said)}?{query}&formal={formal}")
        for method, path in HANDLINGER
        if method == "GET"
        for number in (numbers if path in DEEP else numbers[:1])
        for query in (asked if "{" not in path or path in DEEP else asked[:1])
    ]


DEEP = {
    f"/saker/{{saksnr}}{rest}" for rest in ("", "/person", "/moter", "/steg/reinntak", "/lesere", "/plan")
}
"""Pages of a case that show more where that is asked for."""

# -- and nowhere else -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who, formal",
    [
        *[(each, "") for each in ("annen", "ola", "klarert1", "revisor", "admin")],
        *[("annen_leder", "ledelse"), ("annen_leder", "oppfolging"), ("revisor", "kontroll")],
    ],
)
def test_nobody_else_finds_it_on_any_page(reise: Reise, who: str, formal: str) -> None:
    found = {
        each.tekst[:60]: reise.canaries.found_in(each.tekst) for each in pages(reise, who, formal=formal)
    }
    assert {page: labels for page, labels in found.items() if labels} == {}


def test_no_file_under_the_installation_has_it(reise: Reise) -> None:
    assert reise.canaries.found_under(reise.kontor.folder) == {}
    names = {path.name for path in reise.kontor.folder.rglob("*")}
    assert {"exin.sqlite", "exin.sqlite-wal", "nokler.sqlite"} <= names


def test_no_answer_to_a_form_says_it_where_it_would_be_kept(reise: Reise) -> None:
    assert len(reise.answers) > 30
    kept = "".join(f"{each.til} {dict(each.headers)}" for each in reise.answers)
    assert reise.canaries.found_in(kept) == set()
    answered = {f"{path}:{felt}" for path, felt in LOOKED_FOR.items()}
    assert reise.canaries.found_in("".join(each.tekst for each in reise.answers)) <= answered


def test_no_title_no_link_and_no_header_has_it(reise: Reise) -> None:
    shown = pages(reise, "kari")
    numbers = [row[0] for row in reise.kontor.rows("select saksnr from sak")]
    for each in shown:
        titles = re.findall(r"<title>(.*?)</title>", each.tekst, re.DOTALL)
        links = re.findall(r'(?:href|action|src)="([^"]*)"', each.tekst)
        assert reise.canaries.found_in(f"{titles} {links} {dict(each.headers)}") == set()
        assert not any(number in title for number in numbers for title in titles)


def test_no_cookie_has_it(reise: Reise) -> None:
    cookies = "".join(str(list(each.client.cookies.jar)) for each in reise.browsers.values())
    assert reise.canaries.found_in(cookies) == set()


def test_nothing_was_said_of_it(reise: Reise) -> None:
    said = [each for each in reise.said if not each.startswith("HTTP Request:")]  # the test's own client
    assert reise.canaries.found_in("".join(said)) == set()


# -- when it goes wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ola", "annen", "revisor", None])
def test_a_refusal_does_not_repeat_it(reise: Reise, who: str | None) -> None:
    browser = reise.nettside.log_in(who) if who else reise.nettside.browser()
    for path, fields in reise.sent.items():
        if path not in {*LOOKED_FOR, "/utkast", "/henvendelse"}:
            answer = browser.post(path, {**fields, "csrf": browser.csrf or "x"})
            assert answer.status in {303, 403, 404}, path
            assert reise.canaries.found_in(f"{answer.tekst} {answer.til} {dict(answer.headers)}") == set(), (
                path
            )


def test_a_fault_tells_nobody(reise: Reise) -> None:
    """Every write fails deep in the database, with a message that quotes what it was given."""
    kari, kontor = reise.browsers["kari"], reise.kontor
    for table in ("notat", "utkast", "kontakt"):
        kontor.tamper(
            f"create trigger stopp_{table} before insert on {table} begin select raise(abort, 'stopp'); end"
        )
    own = f"/saker/{case_of(reise)}"
    try:
        for path, known in (
            (f"{own}/notat", {}),
            ("/utkast", {"utkast_skjema": "tilbud", "utkast_sak": own[7:]}),
            (f"{own}/samtale", {"slag": "telefon", "utfall": "holdt"}),
        ):
            answer = kari.post(path, {**known, "tekst": reise.canaries.text(f"feil:{path}")})
            assert answer.status in {500, 503}, path
            assert reise.canaries.found_in(answer.tekst) == set()
    finally:
        for table in ("notat", "utkast", "kontakt"):
            kontor.tamper(f"drop trigger stopp_{table}")
    assert reise.canaries.found_under(kontor.folder) == {}


def case_of(reise: Reise) -> str:
    """A case that is worked on."""
    return str(reise.kontor.rows("select saksnr from sak where tilstand = 'vurdering'")[0][0])


def test_the_server_says_nothing_of_what_it_was_asked(
    reise: Reise, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries, stop, sock = Canaries(), threading.Event(), listen("127.0.0.1", 0)
    words = [canaries.text(label) for label in ("sti", "spørring", "felt", "hode", "metode")]
    running = threading.Thread(target=serve, args=(reise.nettside.site, sock, stop))
    running.start()
    try:
        for method, path, kind in (
            ("GET", f"/saker/{words[0]}?q={words[1]}", ""),
            ("POST", "/logg-inn/lokal", "application/x-www-form-urlencoded"),
            ("POST", "/logg-inn/lokal", f"text/{words[3]}"),
            (words[4].upper(), "/", ""),
            ("GET", f"/ {words[0]}\r\n{words[3]}", ""),
        ):
            answer = _ask(sock.getsockname()[1], method, path, kind, urlencode({"brukernavn": words[2]}))
            assert canaries.found_in(answer.replace(f"%2F{words[0]}", "")) == set(), method
    finally:
        stop.set()
        running.join()
    said = capfd.readouterr()
    assert canaries.found_in(said.out + said.err + "".join(reise.said)) == set()
    assert canaries.found_under(reise.kontor.folder) == {}


def _ask(port: int, method: str, path: str, kind: str, body: str) -> str:
    """The whole answer as text."""
    line = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
    sent = f"{line}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.connect()
    with connection.sock as raw:
        raw.sendall(sent.encode())
        return b"".join(iter(lambda: raw.recv(65_536), b"")).decode()
