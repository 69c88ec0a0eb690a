"""All that an exception could show of itself.

Must not judge: tests look in the text for what must not be there.
"""

import traceback


def chain(error: BaseException) -> list[BaseException]:
    """The error, its causes and contexts, each once."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        link = waiting.pop()
        if link is None or any(link is known for known in found):
            continue
        found.append(link)
        waiting += [link.__cause__, link.__context__]
        waiting += link.exceptions if isinstance(link, BaseExceptionGroup) else []
    return found


def told_by(error: BaseException) -> str:
    """Text, repr, arguments, notes and traceback of the error and all behind it, as a fault report would have it."""
    parts = [f"{link!s} {link!r} {link.args!r} {getattr(link, '__notes__', '')}" for link in chain(error)]
    return "\n".join([*parts, *traceback.format_exception(error)])
