"""The composition root: from a folder to an office, and the making of a new installation.

Must not hold procedures of staff: it puts the parts together and nothing else.
"""

from dataclasses import dataclass
from pathlib import Path

import workflows
from audit.checkpoint import Ed25519Signer, generate_private_key, vkey
from exin.actor import Caller, os_user
from exin.casework.hus.ansatte import DEFAULT_TEAM, AnsattValg, write_staff
from exin.casework.hus.brukernavn import check_names
from exin.casework.jobb import drift
from exin.clock import Clock, system_clock
from exin.errors import InvalidInput, Misconfigured
from exin.fodselsnummer import MESSAGES as NUMBER_MESSAGES
from exin.ids import AnsattId, new_subject_id
from exin.sealing.codes import TEXTS as SEALING_TEXTS
from exin.sealing.kekfiles import kek_finder, next_kek, promote_kek, providers_at
from exin.sealing.keyring import Keyring, Limits
from exin.sealing.provider import FileKeyProvider, check_kek_place
from exin.sealing.wrapping import SecretName
from exin.settings import FILE_NAME, Settings, as_toml, load
from exin.store import founding, logg, migrate, reach
from exin.store.engine import Database, Link
from exin.store.keycensus import state_of
from exin.store.keystore import SqlKeyStore
from exin.store.nokkelkopier import KeyCopies
from exin.store.place import as_role, database_at, is_address, key_store_at, role_of
from exin.store.privatefile import read_private, write_private
from exin.store.roller import grant_data
from exin.store.sink import FileSink
from exin.work import Office
from exin.work.means import Means
from exin.work.office import Jobber
from exin.work.pins import Pins
from exin.work.utgang import Utgang
from policies import Action, Door, Job, Role
from policies.decide import Rulebook


@dataclass(frozen=True, kw_only=True)
class Installation:
    """An installation that is open: its folder, its settings, its office."""

    folder: Path
    settings: Settings
    office: Office

    def path(self, name: str) -> Path:
        """The path that a setting names."""
        return self.folder / str(getattr(self.settings, name))

    def leave(self) -> None:
        """Close what this thread has open: for one that ends while others go on."""
        self.office.means.leave()

    def close(self) -> None:
        """Close all but other threads' links, and forget the keys."""
        self.office.means.close()

    @property
    def vkey(self) -> str:
        """The key by which anybody can verify the log."""
        return self.office.pins.vkey


def open_installation(folder: Path, *, clock: Clock = system_clock) -> Installation:
    """Open the installation in `folder`. Where other rules are in force than last time, the log says so first.

    Raises:
        Misconfigured: there is none, or something about it is not as it must be; nothing is read then.
        Tampered: the last checkpoint outside the database is not this log's.
    """
    installation = open_for_verification(folder, clock=clock)
    installation.office.check_pins()
    _note_rules(installation.office)
    return installation


def open_for_verification(folder: Path, *, clock: Clock = system_clock) -> Installation:
    """The same without asking whether the log is whole: for the commands that find out what is wrong with it."""
    settings = load(folder / FILE_NAME)
    database = _existing(folder, settings)
    with migrate.told_before_others(database):
        office = office_at(folder, settings, database, clock)
    migrate.require_current(database)  # now: `office_at` has begun this thread's link anew, for its chain
    return Installation(folder=folder, settings=settings, office=office)


def migrate_installation(
    folder: Path, caller: Caller, *, clock: Clock = system_clock
) -> tuple[str, str] | None:
    """Bring an older database to this release's schema, and the event that says so, in one transaction.

    Returns the revisions before and after; None when there was nothing to do.

    Raises:
        Denied: the caller may not; the schema is as it was.
        InvalidInput: there is something to do, and the caller has no user name.
    """
    settings = load(folder / FILE_NAME)
    database = _existing(folder, settings, role=settings.rolle_eier)
    before = migrate.revision(database)
    if before == migrate.HEAD:
        return None
    if before is None:
        raise Misconfigured("databasen_er_tom")
    if caller.brukernavn is None:
        raise InvalidInput("som_mangler", "som")
    office = office_at(folder, settings, database, clock)
    with migrate.pending_upgrade(database) as link:
        office.check_pins()
        grant_rights(link, settings)
        with office.work(caller) as w:
            drift.note_migration(w, fra=before, til=migrate.HEAD)
    _note_rules(office)
    office.pin()
    return before, migrate.HEAD


def rotate_kek(installation: Installation, caller: Caller) -> tuple[str, int]:
    """Change the key of keys; returns its new id, and how many keys and secrets were wrapped anew.

    The log says it before and after. What a crash leaves half done, the same call ends.

    Raises:
        Denied: the caller may not; nothing is done.
    """
    office, path = installation.office, installation.path("kek")
    with office.work(caller) as w:
        drift.note_rotation_begun(w)
    keyring = office.means.keyring
    new = next_kek(path)
    antall = keyring.rotate_kek(new)
    promote_kek(path, in_use=keyring.kek_ids())
    with office.work(caller) as w:
        drift.note_rotation_done(w, kek_id=new.kek_id, antall=antall)
    return new.kek_id, antall


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
        InvalidInput: the user name cannot be one.
    """
    chosen = settings or Settings()
    check_names(bruker, os_bruker)
    if folder.exists() and any(folder.iterdir()):
        raise Misconfigured("installasjon_finnes")
    check_kek_place(folder / chosen.kek, environment=chosen.environment, data_dir=folder)
    reach.require_new(chosen.database, chosen.nokkellager, chosen.rolle_eier, chosen.rolle_sekvensering)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("database", "nokkellager", "kek", "loggnokkel", "sjekkpunkter"):
        where = str(getattr(chosen, name))
        if not is_address(where):
            (folder / where).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    FileKeyProvider.make(folder / chosen.kek)
    write_private(folder / chosen.loggnokkel, generate_private_key())
    _lay_ground(folder, chosen)
    office = office_at(folder, chosen, database_at(chosen.database, folder), clock, new=True)
    _found(office, bruker, os_bruker)
    _note_rules(office)
    office.pin()
    # Last, since it is what makes the folder an installation: a crash before this leaves none that opens.
    (folder / FILE_NAME).write_text(as_toml(chosen), encoding="utf-8")
    return Installation(folder=folder, settings=chosen, office=office)


def _lay_ground(folder: Path, settings: Settings) -> None:
    """Key store and schema, by the role that owns them; those who serve get their rights."""
    keys = SqlKeyStore.make(key_store_at(as_role(settings.nokkellager, settings.rolle_eier), folder))
    database = database_at(as_role(settings.database, settings.rolle_eier), folder)
    if not keys.empty or migrate.revision(database) is not None:
        raise Misconfigured("databasen_er_ikke_tom")
    with migrate.pending_upgrade(database) as link:
        founding.lay_ground(link)
        grant_rights(link, settings)
        link.commit()
    if settings.rolle_eier and is_address(settings.nokkellager):
        keys.grant(str(role_of(settings.nokkellager)))
    keys.close()
    database.close()


def grant_rights(link: Link, settings: Settings) -> None:
    """Give those who serve their rights in the data, where the owner's role is another."""
    if settings.rolle_eier and is_address(settings.database):
        serving = str(role_of(settings.database))
        grant_data(link.connection, tjener=serving, sekvensering=settings.rolle_sekvensering or serving)


def office_at(
    folder: Path, settings: Settings, database: Database, clock: Clock, *, new: bool = False
) -> Office:
    """The door to an installation by these settings, whatever its `exin.toml` says. `new`: make its secrets."""
    kek = folder / settings.kek
    check_kek_place(kek, environment=settings.environment, data_dir=folder)
    current, *others = providers_at(kek)
    store = SqlKeyStore.open(key_store_at(settings.nokkellager, folder))
    limits = Limits(max_keys=settings.nokler_i_minne, max_age=float(settings.nokler_sekunder))
    keyring = Keyring(store, current, previous=others, find_kek=kek_finder(kek), limits=limits)
    if new:
        keyring.create_secrets()
    database.use_chain_key(lambda: keyring.secret(SecretName.KJEDE))
    signer = Ed25519Signer(settings.loggnavn, read_private(folder / settings.loggnokkel))
    means = Means(
        database=database,
        keyring=keyring,
        rulebook=Rulebook.load(),
        clock=clock,
        environment=settings.environment,
        numbering=_numbering(folder, settings, keyring),
        key_copies=KeyCopies.at(folder, settings),
        utgang=_way_out(folder, settings),
        key_state=lambda: state_of(store.census(), kek),
        saker_per_stilling=settings.saker_per_stilling,
    )
    pins = Pins(
        origin=settings.loggnavn,
        signer=signer,
        vkey=vkey(settings.loggnavn, signer.public_key),
        sink=FileSink(folder / settings.sjekkpunkter),
    )
    return Office(means=means, pins=pins, jobber=_jobs)


def _numbering(folder: Path, settings: Settings, keyring: Keyring) -> Database | None:
    """The database for the role that numbers and signs the log, where it has one of its own."""
    if not settings.rolle_sekvensering or not is_address(settings.database):
        return None
    database = database_at(as_role(settings.database, settings.rolle_sekvensering), folder)
    database.use_chain_key(lambda: keyring.secret(SecretName.KJEDE))
    return database


def _jobs() -> Jobber:
    from exin.jobs.tavle import Tavle  # noqa: PLC0415 - heavy; most commands run no job

    return Tavle()


def _way_out(folder: Path, settings: Settings) -> Utgang | None:
    """The way out for e-mail, where the settings name a mail server."""
    if not settings.smtp_vert:
        return None
    from exin.jobs.epost import mail_server  # noqa: PLC0415 - heavy; most commands send nothing

    return mail_server(folder, settings)


def _note_rules(office: Office) -> None:
    """Leave in the log which rules are in force, unless it says so already."""
    regler, programmer = office.means.rulebook.digest, workflows.digest()
    if logg.rules_in_force(office.means.database.link()) == drift.rules_digest(regler, programmer):
        return
    with office.work(Caller(dor=Door.JOBB, jobb=Job.OPPSTART, os_bruker=os_user())) as w:
        drift.note_rules(w, regler=regler, programmer=programmer)


def _found(office: Office, bruker: str, os_bruker: str) -> None:
    """Team, programmes and the first systemansvarlig, through the door like everything after."""
    caller = Caller(dor=Door.CLI, jobb=Job.INSTALLASJON, os_bruker=os_bruker)
    with office.work(caller) as w:
        ansatt_id = AnsattId(new_subject_id())
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
        w.begin()
        team_id = founding.add_team(w.tx, grant, DEFAULT_TEAM, "EXIN")
        for programme in {each.key: each for each in workflows.PROGRAMMES}.values():
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


def _existing(folder: Path, settings: Settings, *, role: str = "") -> Database:
    if not is_address(settings.database) and not (folder / settings.database).is_file():
        raise Misconfigured("databasen_mangler")
    return database_at(as_role(settings.database, role), folder)


TEXTS_BELOW = {**SEALING_TEXTS, **{f"fodselsnummer_{kode}": text for kode, text in NUMBER_MESSAGES.items()}}
"""What to say of codes that are raised below casework."""
