"""Drafts at the door: sealed under a key of their own, opened for who wrote them alone, gone with their key.

Must not decide: a grant does. The draft's own name (whose, which form, which case) is sealed with its text, so that a
row that was given to somebody else, or to another case, does not open.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from exin.errors import Conflict, InvalidInput, Tampered
from exin.ids import Id
from exin.sealing.codes import KeyMissing
from exin.sealing.sealed import FieldRef, Owner, OwnerKind, Sealed
from exin.store.grant import Grant, OutsideGrant
from exin.store.tables import Utkast
from exin.work.means import Means
from exin.work.read import Reading
from exin.work.write import Work
from policies import Action

INNHOLD: Final = "utkast.innhold"
"""The one sealed field of a draft."""

LARGEST: Final = 200_000
"""Bytes of one draft at most."""


_OLD: Final = timedelta(days=1)
"""A key is made before its draft: one that is so old and has none never gets one."""


def seal_draft(
    w: Work, grant: Grant, *, utkast_id: Id, nokkel: str, felt: Mapping[str, str], versjon: int
) -> Sealed:
    """The cell of a draft; the first version makes the draft's key.

    Raises:
        OutsideGrant: the grant is not for writing one.
        Conflict: the draft was removed meanwhile, and its key with it.
        InvalidInput: it is too long.
    """
    w.own(grant).check_action(Action.SKRIV_UTKAST)
    text = _text(nokkel, felt)
    if versjon == 1:
        w.means.keyring.create([Owner(OwnerKind.UTKAST, utkast_id)])
    return _seal(w.means, utkast_id, text, versjon)


def seal_beside(
    w: Work,
    grant: Grant,
    row: Utkast,
    *,
    nokkel: str,
    join: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> Sealed:
    """The next cell of a draft: what `join` makes of what stands in it. That is opened for this alone, and not let out.

    Raises:
        OutsideGrant: the grant is not for writing one, or it is another's.
        Conflict: the draft was removed meanwhile, and its key with it.
        InvalidInput: the two are too long together.
        Tampered: as `open_draft`.
    """
    w.own(grant).check_action(Action.SKRIV_UTKAST)
    if row.ansatt_id != w.actor.id:
        raise OutsideGrant("eier")
    try:
        text = _text(nokkel, join(_opened(w.means, row, nokkel)))
    except KeyMissing:
        raise Conflict from None
    return _seal(w.means, row.id, text, row.innholdsversjon + 1)


def _text(nokkel: str, felt: Mapping[str, str]) -> str:
    text = json.dumps({"nokkel": nokkel, "felt": dict(felt)}, ensure_ascii=False)
    if len(text.encode(errors="replace")) > LARGEST:
        raise InvalidInput("utkast_for_langt")
    return text


def _seal(means: Means, utkast_id: Id, text: str, versjon: int) -> Sealed:
    try:
        return means.sealer.seal(Owner(OwnerKind.UTKAST, utkast_id), _ref(utkast_id, versjon), text)
    except KeyMissing:
        raise Conflict from None


def open_draft(w: Reading, grant: Grant, row: Utkast, *, nokkel: str) -> Mapping[str, str] | None:
    """What stands in a draft of the asker's own, after all permits so far are durable. None where its key is gone.

    Raises:
        OutsideGrant: the grant is not for reading one, or it is another's.
        Tampered: the cell is not what was sealed there, or not for this member of staff, form and case.
        LogUnavailable: the log cannot be written, so nothing can be read.
    """
    w.own(grant).check_action(Action.LES_UTKAST)
    if INNHOLD not in grant.felt or row.ansatt_id != w.actor.id:
        raise OutsideGrant("felt_eller_eier")
    w.flush()
    try:
        return _opened(w.means, row, nokkel)
    except KeyMissing:
        return None


def _opened(means: Means, row: Utkast, nokkel: str) -> Mapping[str, str]:
    """Raises KeyMissing, Tampered."""
    owner, ref = Owner(OwnerKind.UTKAST, row.id), _ref(row.id, row.innholdsversjon)
    content = json.loads(means.sealer.open(owner, ref, row.innhold) or "{}")
    if content.get("nokkel") != nokkel:
        raise Tampered("celle_feil_eier", "utkast", row.id.hex())
    return {str(name): str(text) for name, text in content["felt"].items()}


def doom(w: Work, grant: Grant, ids: Iterable[Id]) -> None:
    """Let the keys of these drafts be destroyed as soon as their rows are gone for good. Raises OutsideGrant."""
    w.own(grant).check_action(Action.SLETT_UTKAST)
    w.doomed += ids


def old_keys(w: Work, grant: Grant) -> Sequence[bytes]:
    """The ids of drafts, there or not, whose keys were made more than a day ago. Raises OutsideGrant."""
    w.own(grant).check_action(Action.SLETT_UTKAST)
    return w.means.keyring.owners_since(OwnerKind.UTKAST, _OLD)


def _ref(utkast_id: Id, versjon: int) -> FieldRef:
    return FieldRef("utkast", "innhold", utkast_id, versjon)
