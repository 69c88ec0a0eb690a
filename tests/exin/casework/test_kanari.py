"""A canary typed into every field: it is in no file, no event and no error, and in each sealed column when opened."""

import dataclasses
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from sqlmodel import SQLModel

from exin.actor import Caller
from exin.casework.hus import ansatte, innlogging
from exin.casework.hus.ansatte import AnsattValg
from exin.casework.oppfolging import arbeid, moter, utkast
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.oppfolging.moter import Moteendring, NyttMote
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.ny_sak import NyHenvendelse
from exin.casework.sak.steg import Onske
from exin.casework.tilgang import tildeling
from exin.errors import ExinError
from exin.ids import new_id
from exin.sealing.sealed import FieldRef
from exin.store import logg
from exin.store.columns import SealedBox
from exin.store.rows import Tx, fetch, name_of, selecting, table_of
from exin.store.tables import VERNET
from exin.work import Work
from exin.work.cells import owner_of
from policies import Door
from tests.helpers import cases, people
from tests.helpers.errors import told_by
from tests.helpers.moter import NOON, plan
from tests.helpers.office import OS_USER, Copied, Kontor

CANARY = f"Kanari{secrets.token_hex(8)}"
SENTENCE = f"Dette er {CANARY} på norsk, med æ, ø og å."

Act = Callable[[Work], object]


def words(kind: type[Any]) -> list[str]:
    """The fields of an input that take text of any kind, codes too."""
    hints = {name: str(hint) for name, hint in get_type_hints(kind).items()}
    return [name for name, hint in hints.items() if "str" in hint and "Mapping" not in hint]


def one_at_a_time(kind: type[Any], **valid: Any) -> Iterator[Any]:  # noqa: ANN401
    """Inputs that are valid but for one field after the other, which holds the canary."""
    for name in words(kind):
        yield kind(**(valid | {name: SENTENCE}))


def typing(act: Callable[..., object], *before: object, given: object) -> Act:
    """An act on a block, with the input that it is given last."""
    return lambda w: act(w, *before, given)


def typed_everywhere(saksnr: str, other: str, note: Any) -> Iterator[tuple[str, Act]]:  # noqa: ANN401
    """Who does what with the canary on an open case, in every function of casework that writes."""
    ny = {"program": "exin_oslo", "kilde": "direkte", "bydel": "sagene", "navn": "Rolig Gran"}
    for given in one_at_a_time(NyHenvendelse, **ny):
        yield "mottak", typing(henvendelse.register_henvendelse, given=given)
    for given in one_at_a_time(NyKontakt, slag="samtale", utfall="holdt"):
        yield "kari", typing(arbeid.write_kontakt, saksnr, given=given)
    for given in one_at_a_time(NyKartlegging):
        yield "kari", typing(arbeid.write_kartlegging, saksnr, given=given)
    for given in one_at_a_time(Endring):
        yield "kari", typing(personer.change_person, saksnr, given=given)
    for event in (
        "start_vurdering",
        "ikke_tatt_inn",
        "frafall",
        "reinntak",
        "annuller_steg",
        "ny_henvendelse",
    ):
        for given in one_at_a_time(Onske, hendelse=event):
            yield "leder", typing(steg.advance, other, given=given)
    for given in one_at_a_time(AnsattValg, rolle="saksbehandler"):
        yield "admin", typing(ansatte.add_staff, "ny.ansatt", given=given)
        yield "admin", typing(ansatte.change_staff, "ola", given=given)
    yield "admin", lambda w: ansatte.add_staff(w, SENTENCE, AnsattValg(rolle="saksbehandler"))
    yield "admin", lambda w: ansatte.change_staff(w, SENTENCE, AnsattValg())
    yield "admin", lambda w: ansatte.set_active(w, SENTENCE, aktiv=False)
    yield "kari", lambda w: arbeid.write_notat(w, saksnr, SENTENCE)
    yield "kari", lambda w: arbeid.write_notat(w, SENTENCE, SENTENCE)
    yield "kari", lambda w: arbeid.correct_notat(w, saksnr, note, SENTENCE)
    yield "kari", lambda w: arbeid.correct_notat(w, saksnr, new_id(), SENTENCE)
    yield "kari", lambda w: arbeid.write_samtykke(w, saksnr, "deling", tekst=SENTENCE)
    yield "kari", lambda w: arbeid.write_samtykke(w, saksnr, SENTENCE)
    yield "kari", lambda w: arbeid.withdraw_samtykke(w, saksnr, SENTENCE)
    yield "kari", lambda w: arbeid.write_plan(w, saksnr, SENTENCE)
    yield "kari", lambda w: arbeid.write_overlevering(w, saksnr, SENTENCE, tekst=SENTENCE)
    yield "kari", lambda w: arbeid.write_tilbud(w, saksnr, gitt=False, tekst=SENTENCE)
    yield "kari", lambda w: arbeid.write_fortalt(w, saksnr, "brev", tekst=SENTENCE)
    yield "kari", lambda w: arbeid.write_fortalt(w, saksnr, SENTENCE)
    yield "kari", lambda w: arbeid.write_notat(w, saksnr, SENTENCE * 1_000)
    yield "kari", lambda w: arbeid.write_notat(w, saksnr, SENTENCE + "\ud800")
    yield "leder", lambda w: tildeling.bar(w, saksnr, "mottak", SENTENCE)
    yield "leder", lambda w: tildeling.bar(w, saksnr, SENTENCE, SENTENCE)
    yield "leder", lambda w: tildeling.assign(w, saksnr, SENTENCE, "kontakt")
    yield "leder", lambda w: tildeling.assign(w, saksnr, "ola", SENTENCE)
    yield "leder", lambda w: tildeling.protect(w, saksnr, SENTENCE)
    yield "leder", lambda w: tildeling.protect(w, saksnr, "fortrolig", leder=SENTENCE, ansatte=[SENTENCE])
    yield "leder", lambda w: personer.merge_persons(w, saksnr, SENTENCE, SENTENCE)
    yield "leder", lambda w: personer.merge_persons(w, saksnr, other, SENTENCE)


def typed_on_meetings(saksnr: str, mote: str) -> Iterator[tuple[str, Act]]:
    """The same for meetings."""
    for given in one_at_a_time(NyttMote, slag="samtale", tid=NOON):
        yield "kari", typing(moter.plan_mote, saksnr, given=given)
    for given in one_at_a_time(Moteendring, tid=NOON):
        yield "kari", typing(moter.change_mote, saksnr, mote, given=given)
    yield "kari", lambda w: moter.confirm_mote(w, saksnr, SENTENCE)
    yield "kari", lambda w: moter.end_mote(w, saksnr, SENTENCE, SENTENCE, tekst=SENTENCE)
    yield "kari", lambda w: moter.end_mote(w, saksnr, mote, "avlyst_av_oss", tekst=SENTENCE)


def typed_of_ones_own(saksnr: str) -> Iterator[tuple[str, Act]]:
    """The same for drafts, and for how one logs in."""
    for felt in ({"tekst": SENTENCE}, {SENTENCE: SENTENCE}):
        for number in (saksnr, None):
            yield "kari", partial(utkast.save, skjema="notat", saksnr=number, felt=felt)
    yield "kari", lambda w: utkast.save(w, SENTENCE, None, {})
    yield "kari", lambda w: utkast.save(w, "notat", SENTENCE, {"tekst": SENTENCE})
    yield "kari", lambda w: utkast.save(w, "notat", None, {"tekst": SENTENCE + "\ud800"})
    yield "kari", lambda w: utkast.save(w, "notat", None, {"tekst": SENTENCE * 10_000})
    yield "kari", lambda w: utkast.discard(w, "notat", SENTENCE)
    yield "admin", lambda w: innlogging.bind(w, SENTENCE, "https://example.org", "a")
    yield "admin", lambda w: innlogging.bind(w, "ola", SENTENCE, SENTENCE)
    yield "admin", lambda w: innlogging.unbind(w, "ola", SENTENCE, SENTENCE)
    yield "admin", lambda w: innlogging.set_password(w, "ola", SENTENCE)
    yield "admin", lambda w: innlogging.set_password(w, "ola", CANARY[:11])
    yield "admin", lambda w: innlogging.set_display_name(w, "ola", SENTENCE * 10)


def type_everywhere(kontor: Kontor) -> list[str]:
    """Type the canary wherever something can be typed. Returns what the errors told of it."""
    saksnr, other = cases.case(kontor, "avslutning"), cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        note = arbeid.write_notat(w, saksnr, "Et notat.")
    mote = plan(kontor, saksnr)
    told = []
    own = typed_of_ones_own(saksnr)
    for who, act in (*typed_everywhere(saksnr, other, note), *typed_on_meetings(saksnr, mote), *own):
        try:
            with kontor.work(who) as w:
                act(w)
        except ExinError as error:
            told.append(told_by(error))
    reasons: list[dict[str, Any]] = [{"begrunnelse": SENTENCE}, {"begrunnelse": SENTENCE, "overstyr": True}]
    for reason in reasons:
        with kontor.work("leder") as w:
            steg.advance(w, saksnr, Onske(hendelse="tilbake_til_forlop", **reason))
        with kontor.work("leder") as w:
            steg.advance(w, saksnr, Onske(hendelse="annuller_steg", begrunnelse=SENTENCE))
    with kontor.work("leder") as w:
        steg.advance(
            w,
            other,
            Onske(hendelse="ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn=SENTENCE),
        )
    hidden = people.new_number()
    cases.register(kontor, "klarert1", fodselsnummer=hidden, skjerming="strengt_fortrolig")
    cases.register(kontor, fodselsnummer=hidden, navn=SENTENCE, tekst=SENTENCE, adresse=SENTENCE)
    return told


@dataclass(frozen=True)
class Sung:
    """An office where the canary was typed everywhere, and what the errors told."""

    kontor: Kontor
    told: list[str]


@pytest.fixture(scope="module")
def sung(office_template: Path, copied: Copied, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sung]:
    with copied(office_template, tmp_path_factory.mktemp("kanari") / "var") as kontor:
        yield Sung(kontor, type_everywhere(kontor))


@pytest.fixture(scope="module")
def beside(databaseslag: str, request: pytest.FixtureRequest) -> list[Path]:
    """Folders outside the office's own where what was typed could lie: a server's tables, its WAL and its log."""
    data = request.getfixturevalue("postgres").data if databaseslag == "postgres" else None
    return [data.parent] if data else []


def files_with(forms: set[bytes], folders: list[Path]) -> list[str]:
    """The names of the files that hold any of these."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 6
    return [path.name for path in files if any(form in read(path) for form in forms)]


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a server throws away what it is done with
        return b""


def test_the_canary_is_in_no_file(sung: Sung, beside: list[Path]) -> None:
    forms = {CANARY.encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be")}
    forms |= {CANARY.encode().hex().encode(), SENTENCE.encode("cp1252")}
    folders = [sung.kontor.folder, *beside]
    assert files_with(forms, folders) == []  # with the write-ahead log as it is
    sung.kontor.office.pin()
    sung.kontor.close()
    if sung.kontor.on_server:
        sung.kontor.tamper("checkpoint")
        assert not beside or files_with({kept_in_the_open(sung.kontor)}, beside)
    assert files_with(forms, folders) == []


def kept_in_the_open(kontor: Kontor) -> bytes:
    """What does lie in the database's files, so that it shows that they are looked through."""
    return bytes(kontor.one("select id from notat order by id limit 1")[0])


def test_the_canary_is_in_no_event(sung: Sung) -> None:
    sung.kontor.office.sequence()
    bodies = [body for _, body, _ in logg.entries(sung.kontor.office.means.database.link())]
    assert len(bodies) > 80
    assert [body for body in bodies if CANARY.encode() in body] == []


def test_the_canary_is_in_no_error(sung: Sung) -> None:
    assert len(sung.told) > 20
    assert [text for text in sung.told if CANARY in text] == []


def test_an_unknown_name_of_a_caller_is_in_no_file_and_no_error(kontor: Kontor, beside: list[Path]) -> None:
    asks = kontor.office.read(Caller(dor=Door.CLI, brukernavn=SENTENCE, os_bruker=OS_USER))
    with pytest.raises(ExinError) as error, asks:
        pass
    assert CANARY not in told_by(error.value)
    assert files_with({CANARY.encode()}, [kontor.folder, *beside]) == []


def test_every_sealed_column_has_held_the_canary(sung: Sung) -> None:
    """Else the tests above would say nothing of the column that was forgotten."""
    sealed = {
        f"{name_of(model)}.{column.name}"
        for model in VERNET
        for column in table_of(model).c
        if isinstance(column.type, SealedBox)
    }
    assert sealed - holding(sung.kontor) == {"begrunnelse.salt", "person.fodselsnummer", "person.fodselsdato"}


def holding(kontor: Kontor) -> set[str]:
    """The sealed columns in which some cell opens to a text with the canary."""
    means = kontor.office.means
    tx, found = Tx(means.database.link(), means.digest_key), set()
    for model in VERNET:
        table = name_of(model)
        columns = [each.name for each in table_of(model).c if isinstance(each.type, SealedBox)]
        for stored in fetch(tx, model, selecting(model), {}) if columns else []:
            row: Any = stored.row
            for column in columns:
                ref = FieldRef(table, column, row.id, stored.version)
                if CANARY in (means.sealer.open(owner_of(table, row), ref, getattr(row, column)) or ""):
                    found.add(f"{table}.{column}")
    return found


def test_the_drafts_have_held_the_canary(sung: Sung) -> None:
    with sung.kontor.read("kari") as r:
        found = [utkast.read(r, line.skjema, line.saksnr) for line in utkast.mine(r)]
    assert len(found) == 2
    assert all(each is not None and each.felt == {SENTENCE: SENTENCE} for each in found)


def test_an_input_shows_none_of_its_texts_when_it_is_printed() -> None:
    for kind in (NyHenvendelse, NyKontakt, NyKartlegging, NyttMote, Moteendring, Endring, Onske):
        values: dict[str, Any] = {field.name: SENTENCE for field in dataclasses.fields(kind)}
        assert CANARY not in repr(kind(**values))


def test_all_tables_are_known_to_the_canary() -> None:
    sealed = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(isinstance(column.type, SealedBox) for column in table.c)
    }
    assert sealed <= {*(name_of(model) for model in VERNET), "utkast"}
