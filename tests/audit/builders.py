"""Small logs for the tests of `audit`: invented events, their entries, a signer with a known key."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from audit.checkpoint import Checkpoint, Ed25519Signer, sign_checkpoint, vkey
from audit.encode import encode
from audit.events import Event, Outcome, RowWrite
from audit.export import write_export
from audit.tree import leaf_hash, root_of
from audit.verify import Entry

ORIGIN = "exin.example/logg"
SIGNER = Ed25519Signer(ORIGIN, bytes(range(32)))
VKEY = vkey(SIGNER.name, SIGNER.public_key)

EVENT = Event(
    id="01" * 16,
    tid="2026-01-02T03:04:05.000006Z",
    ansatt="a1" * 16,
    os_bruker="kari.n",
    rolle="saksbehandler",
    handling="skriv_notat",
    sak="5a" * 16,
    person="9e" * 16,
    felt=("notat.tekst",),
    formal="oppfolging",
    utfall=Outcome.TILLATT,
    regler=("saker.egen_sak",),
    dor="cli",
    foresporsel="f0" * 16,
    skrevet=(RowWrite(tabell="notat", rad="77" * 16, versjon=1, sammendrag="d1" * 32),),
)


def bodies(count: int, *, first: int = 0) -> list[bytes]:
    """The bodies of `count` events, one a second, all different."""
    return [
        encode(replace(EVENT, id=f"{number:032x}", tid=f"2026-01-02T{_clock(number)}.000000Z"))
        for number in range(first, first + count)
    ]


def entries(of: Iterable[bytes]) -> list[Entry]:
    """The bodies, numbered, with their right leaf hashes."""
    return [(number, body, leaf_hash(body)) for number, body in enumerate(of)]


def checkpoint(of: Sequence[bytes], *, signer: Ed25519Signer = SIGNER) -> str:
    """A signed checkpoint over these bodies."""
    return sign_checkpoint(Checkpoint(signer.name, len(of), root_of(map(leaf_hash, of))), signer)


def checkpoints(of: Sequence[bytes], *, every: int) -> list[str]:
    """A signed checkpoint after each `every` of the bodies, and one over all of them."""
    sizes = [*range(every, len(of), every), len(of)]
    return [checkpoint(of[:size]) for size in sizes]


def export(directory: Path, of: Sequence[bytes], *, every: int = 100) -> Path:
    """An export of these bodies, with checkpoints; where it is."""
    write_export(directory, entries(of), checkpoints=checkpoints(of, every=every), vkey=VKEY)
    return directory


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
