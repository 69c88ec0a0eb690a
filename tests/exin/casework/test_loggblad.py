"""An event is read back as it was hashed, and what is none is told as tampering."""

import pytest

from exin.casework.grunnlag.loggblad import read_event
from exin.errors import Tampered
from tests.helpers import cases
from tests.helpers.office import Kontor


@pytest.mark.parametrize("body", [b"", b"{}", b"ikke en hendelse", b'{"handling":"les_sak"}'])
def test_what_is_no_event_is_tampering(body: bytes) -> None:
    with pytest.raises(Tampered, match="blad_uleselig"):
        read_event(body)


def test_the_same_bytes_are_the_same_event(kontor: Kontor) -> None:
    cases.case(kontor)
    bodies = [bytes(row[0]) for row in kontor.rows("select kropp from logg_hendelse")]
    assert bodies
    assert all(read_event(body) is read_event(bytes(bytearray(body))) for body in bodies)
