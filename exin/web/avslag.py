"""What the page of a refusal says of one case: why it is closed to the reader, and who can open it.

Must not be asked for where the answer is that there is nothing: that page says the same of everything.
"""

from typing import TYPE_CHECKING

from exin.casework.visning.avslag import Avslag, why_refused
from exin.errors import Denied, InvalidInput, NotFound

if TYPE_CHECKING:
    from exin.web.side import Side


def refusal_of(side: "Side", regler: tuple[str, ...]) -> tuple[str, Avslag] | None:
    """The number of the case that was refused, and why; None where it was about no case.

    Raises:
        LogUnavailable: the log cannot be written.
    """
    saksnr = side.request.path_params.get("saksnr")
    if side.okt is None or not isinstance(saksnr, str):
        return None
    try:
        with side.read() as r:
            return saksnr, why_refused(r, saksnr, regler)
    except (Denied, InvalidInput, NotFound):
        return None
