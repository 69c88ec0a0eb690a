"""Where a page calls a field otherwise than casework does: the mistake is told at the field that the page has.

Must not change what was wrong.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from exin.errors import InvalidInput


@contextmanager
def called(**felt: str) -> Iterator[None]:
    """Within it, a mistake in a field of casework is one in the page's own: `called(ansatt="ansatte")`."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(error.kode, felt.get(error.felt, error.felt)) from error
