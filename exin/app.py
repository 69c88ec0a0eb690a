"""The composition root: from a folder to an office, and the making of a new installation.

Must not hold procedures of staff: it puts the parts together and nothing else.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from audit.checkpoint import Ed25519Signer, generate_private_key, vkey
from exin.actor import Caller
from exin.casework.ansatte import DEFAULT_TEAM, AnsattValg, write_staff
from exin.clock import Clock, system_clock
from exin.errors import Misconfigured
from exin.fodselsnummer import MESSAGES as NUMBER_MESSAGES
from exin.ids import AnsattId, new_subject_id
from exin.sealing.codes import TEXTS as SEALING_TEXTS
from exin.sealing.kekfiles import kek_finder, providers_at
from exin.sealing.keyring import Keyring, Limits
from exin.sealing.provider import FileKeyProvider, check_kek_place
from exin.settings import FILE_NAME, Settings, as_toml, load
from exin.store import founding, migrate
from exin.store.engine import Database
from exin.store.keystore import SqlKeyStore
from exin.store.privatefile import read_private, write_private
from exin.store.sink import FileSink
from exin.work import Office
from exin.work.means import Means
from exin.work.pins import Pins
from policies import Action, Door, Job, Role
from policies.decide import Rulebook
from workflows import PROGRAMMES


@dataclass(frozen=True, kw_only=True)
class Installation:
    """An installation that is open: its folder, its settings, its office."""

    folder: Path
    settings: Settings
    office: Office

    def path(self, name: str) -> Path:
        """The path that a setting names."""
        return self.folder / str(getattr(self.settings, name))

    @property
    def vkey(self) -> str:
        """The key by which anybody can verify the log."""
        return self.office.pins.vkey


def open_installation(folder: Path, *, clock: Clock = system_clock) -> Installation:
    """Open the installation in `folder`.

    Raises:
        Misconfigured: there is none, or something about it is not as it must be; nothing is read then.
    """
    settings = load(folder / FILE_NAME)
    database = Database(_existing(folder / settings.database))
    migrate.require_current(database)
    office = _office(folder, settings, database, clock)
    office.check_pins()
    return Installation(folder=folder, settings=settings, office=office)


def initialise(
    folder: Path,
    *,
    bruker: str,
    os_bruker: str,
    settings: Settings | None = None,
    clock: Clock = system_clock,
) -> Installation:
    """Make keys, database and the first systemansvarlig in an empty folder.

    Raises:
        Misconfigured: there is an installation already; it is never overwritten.
    """
    chosen = settings or Settings()
    if folder.exists() and any(folder.iterdir()):
        raise Misconfigured("installasjon_finnes")
    for name in ("database", "nokkellager", "kek", "loggnokkel", "sjekkpunkter"):
        (folder / str(getattr(chosen, name))).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_kek_place(folder / chosen.kek, environment=chosen.environment, data_dir=folder)
    FileKeyProvider.make(folder / chosen.kek)
    write_private(folder / chosen.loggnokkel, generate_private_key())
    SqlKeyStore.make(folder / chosen.nokkellager).close()
    database = Database(folder / chosen.database)
    migrate.upgrade(database)
    founding.lay_ground(database)
    office = _office(folder, chosen, database, clock, new=True)
    _found(office, bruker, os_bruker)
    office.pin()
    # Last, since it is what makes the folder an installation: a crash before this leaves none that opens.
    (folder / FILE_NAME).write_text(as_toml(chosen), encoding="utf-8")
    return Installation(folder=folder, settings=chosen, office=office)


def _office(
    folder: Path, settings: Settings, database: Database, clock: Clock, *, new: bool = False
) -> Office:
    kek = folder / settings.kek
    check_kek_place(kek, environment=settings.environment, data_dir=folder)
    current, *others = providers_at(kek)
    keyring = Keyring(
        SqlKeyStore.open(folder / settings.nokkellager),
        current,
        previous=others,
        find_kek=kek_finder(kek),
        limits=Limits(max_keys=settings.nokler_i_minne, max_age=float(settings.nokler_sekunder)),
    )
    if new:
        keyring.create_secrets()
    signer = Ed25519Signer(settings.loggnavn, read_private(folder / settings.loggnokkel))
    means = Means(
        database=database,
        keyring=keyring,
        rulebook=Rulebook.load(),
        clock=clock,
        environment=settings.environment,
    )
    pins = Pins(
        origin=settings.loggnavn,
        signer=signer,
        vkey=vkey(settings.loggnavn, signer.public_key),
        sink=FileSink(folder / settings.sjekkpunkter),
    )
    return Office(means=means, pins=pins)


def _found(office: Office, bruker: str, os_bruker: str) -> None:
    """Team, programmes and the first systemansvarlig, through the door like everything after."""
    caller = Caller(dor=Door.CLI, jobb=Job.INSTALLASJON, os_bruker=os_bruker)
    with office.work(caller) as w:
        ansatt_id = AnsattId(new_subject_id())
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
        w.begin()
        team_id = founding.add_team(w.tx, grant, DEFAULT_TEAM, "EXIN")
        for programme in {each.key: each for each in PROGRAMMES}.values():
            founding.add_programme(
                w.tx,
                grant,
                programme.key,
                plasser=programme.numbers.plasser,
                vurderingsplasser=programme.numbers.vurderingsplasser,
                team_id=team_id,
            )
        first = AnsattValg(rolle=Role.SYSTEMANSVARLIG, os_bruker=os_bruker)
        write_staff(w, grant, ansatt_id, bruker, first, aktiv=True)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise Misconfigured("databasen_mangler")
    return path


def os_user() -> str:
    """The name of the operating system's user, as the log has it; the number where there is no fitting name."""
    try:
        import pwd  # noqa: PLC0415 - not on every system

        name = pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        name = ""
    fits = 0 < len(name) <= 64 and all(c.isascii() and (c.isalnum() or c in "._-") for c in name)  # noqa: PLR2004
    return name if fits else f"uid-{os.getuid()}"


TEXTS_BELOW = {**SEALING_TEXTS, **{f"fodselsnummer_{kode}": text for kode, text in NUMBER_MESSAGES.items()}}
"""What to say of codes that are raised below casework."""
