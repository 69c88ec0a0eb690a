"""The job that sends staff their messages: the urgent at once, the rest as one letter each morning.

Must not say what a message is about: a letter has a count, numbers of cases and links, and the same subject always.
What is tried is noted before it goes out, and as sent only after the server has accepted it: a letter whose outcome
nobody knows goes out again under the same Message-ID.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

from exin.actor import Caller, os_user
from exin.casework.varsel.post import Brev, anything_due, note_sent, take_out
from exin.errors import Conflict
from exin.ids import Id
from exin.work import Office
from exin.work.utgang import Utgang
from policies import Door, Job

SUBJECT: Final = "EXIN: nye varsler"
_ID_LENGTH: Final = 32
_WHOLE_LINES: Final = SMTP.clone(max_line_length=998)  # a link that is broken leads nowhere


def send_due(office: Office, post: Utgang | None = None) -> int:
    """Send what is due, by the installation's own mail server unless one is given. Returns how many messages that were.

    Leaves no event where there is nothing to do; else one for what was tried, and one for what was accepted.

    Raises:
        Misconfigured: nothing can be sent before the settings are put right; it is tried again later.
    """
    post = post or office.means.utgang
    if post is None:
        return 0
    me = Caller(dor=Door.JOBB, jobb=Job.UTSENDING, os_bruker=os_user())
    with office.read(me) as r:
        if not anything_due(r):
            return 0
    try:
        with office.work(me) as w:
            letters = take_out(w)
    except Conflict:  # another process sends the same
        return 0
    now = office.means.clock()
    accepted: list[Id] = []
    try:
        outcomes = post.deliver([as_mail(each, post, now) for each in letters]) if letters else ()
        for letter, taken in zip(letters, outcomes, strict=False):
            accepted += letter.ids if taken else ()
    finally:
        if accepted:
            with office.work(me) as w:
                note_sent(w, accepted)
    return len(accepted)


def as_mail(brev: Brev, post: Utgang, now: datetime) -> EmailMessage:
    """A letter as it goes out."""
    mail = EmailMessage(policy=_WHOLE_LINES)
    mail["From"] = post.avsender
    mail["To"] = brev.til
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{_name(brev.ids)}@{post.avsender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(_lines(brev, post.lenke)) + "\n", charset="utf-8")
    return mail


def _lines(brev: Brev, lenke: str) -> Iterable[str]:
    count = len(brev.ids)
    yield "Du har ett nytt varsel i EXIN." if count == 1 else f"Du har {count} nye varsler i EXIN."
    yield ""
    for saksnr in brev.saksnumre:
        yield f"{saksnr}: {lenke}/sak/{quote(saksnr, safe='')}"
    if brev.ukjent_sak:
        yield f"{lenke}/min-dag"
    yield ""
    yield "Meldingen er sendt automatisk og kan ikke besvares."


def _name(ids: Iterable[Id]) -> str:
    """What tells the same letter from another: from ids that are random, so it says nothing of itself."""
    return hashlib.sha256(b"".join(sorted(ids))).hexdigest()[:_ID_LENGTH]
