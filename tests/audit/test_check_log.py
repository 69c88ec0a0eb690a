"""The check names what is wrong, where it begins, and what it cannot know."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from audit.checkpoint import Ed25519Signer
from audit.encode import decode, encode
from audit.errors import BadKey
from audit.findings import Code, Grade, Report
from audit.tree import Frontier, leaf_hash
from audit.verify import Entry, check_log
from tests.audit.builders import EVENT, ORIGIN, VKEY, bodies, checkpoint, checkpoints, entries

BODIES = bodies(60)
NOTES = checkpoints(BODIES, every=20)
HEAD = Frontier().extend(map(leaf_hash, BODIES))


def check(of: Iterable[Entry], notes: Sequence[str] = NOTES, *, head: Frontier | None = None) -> Report:
    return check_log(of, checkpoints=notes, vkey=VKEY, head=head)


def codes(report: Report) -> list[Code]:
    return [finding.kode for finding in report.findings]


def leaf_of(report: Report, kode: Code) -> int | None:
    (finding,) = [finding for finding in report.findings if finding.kode == kode]
    return finding.blad


# --- found ---


def test_a_body_that_is_not_its_leaf_hash_is_named_by_its_leaf() -> None:
    log = entries(BODIES)
    log[33] = (33, BODIES[34], log[33][2])
    report = check(log)
    assert report.tampered
    assert leaf_of(report, Code.BLAD_ENDRET) == 33


def test_a_leaf_hash_that_is_not_its_body_is_named_though_the_roots_hold() -> None:
    log = entries(BODIES)
    log[33] = (33, BODIES[33], bytes(32))
    report = check(log)
    assert codes(report) == [Code.BLAD_ENDRET]
    assert leaf_of(report, Code.BLAD_ENDRET) == 33
    assert report.tampered


def test_a_body_changed_with_its_hash_is_bracketed_by_the_checkpoints() -> None:
    other = encode(replace(EVENT, sak="00" * 16))
    report = check(entries([*BODIES[:33], other, *BODIES[34:]]))
    assert report.tampered
    (finding,) = [finding for finding in report.findings if finding.kode == Code.ROT_AVVIKER]
    assert finding.blad == 20
    assert finding.antall == 2  # at 40 and at 60
    assert "bladene 20–39" in finding.tekst
    assert report.pinned == 20


def test_the_first_bad_leaf_is_named_and_the_others_are_counted() -> None:
    log = [
        (number, body, bytes(32) if number in (7, 8, 50) else leaf) for number, body, leaf in entries(BODIES)
    ]
    (finding,) = check(log).findings
    assert (finding.kode, finding.blad, finding.antall) == (Code.BLAD_ENDRET, 7, 3)


def test_a_leaf_taken_out_is_a_gap() -> None:
    log = entries(BODIES)
    del log[10:13]
    report = check(log)
    assert leaf_of(report, Code.BLAD_MANGLER) == 10
    assert report.findings[0].antall == 1
    assert "Bladene 10–12 mangler" in report.findings[0].tekst


def test_a_leaf_put_in_twice_is_found() -> None:
    log = entries(BODIES)
    log.insert(11, log[10])
    assert leaf_of(check(log), Code.BLAD_GJENTATT) == 10


def test_two_leaves_that_changed_places_and_numbers_are_found() -> None:
    swapped = [*BODIES[:30], BODIES[31], BODIES[30], *BODIES[32:]]
    assert leaf_of(check(entries(swapped)), Code.ROT_AVVIKER) == 20


def test_a_log_that_is_shorter_than_its_last_checkpoint_is_cut_off() -> None:
    report = check(entries(BODIES[:57]))
    assert report.tampered
    assert leaf_of(report, Code.AVKUTTET) == 57
    assert "bladene 57–59" in report.findings[0].tekst


def test_a_log_that_is_gone_is_cut_off() -> None:
    assert leaf_of(check([]), Code.AVKUTTET) == 0


def test_two_roots_for_one_size_are_two_histories() -> None:
    other = checkpoint([*BODIES[:19], BODIES[0]])
    report = check(entries(BODIES), [*NOTES[:1], other, *NOTES[1:]])
    assert Code.TO_HISTORIER in codes(report)
    assert report.tampered


def test_a_log_grown_anew_and_signed_by_the_holder_of_the_key_is_not_the_pinned_one() -> None:
    grown = [*BODIES[:30], *bodies(40, first=100)]
    own = checkpoints(grown, every=10)
    assert check(entries(grown), own).ok  # agrees with itself
    assert check(entries(grown), NOTES).tampered
    assert check(entries(grown), [*NOTES, *own]).tampered


def test_checkpoints_that_shrink_are_found() -> None:
    report = check(entries(BODIES), [NOTES[1], NOTES[0], NOTES[2]])
    assert codes(report) == [Code.SJEKKPUNKT_SYNKER]
    assert report.tampered


def test_a_checkpoint_signed_by_another_key_is_found() -> None:
    forged = checkpoint(BODIES, signer=Ed25519Signer(ORIGIN, b"\x09" * 32))
    report = check(entries(BODIES), [*NOTES, forged])
    assert codes(report) == [Code.SJEKKPUNKT_UGYLDIG]
    assert "nr. 4" in report.findings[0].tekst
    assert report.tampered


def test_a_checkpoint_of_the_empty_log_is_extended_by_every_log() -> None:
    assert check(entries(BODIES), [checkpoint([]), *NOTES]).findings == ()
    assert codes(check([], [checkpoint([])])) == []


@pytest.mark.parametrize(
    "head",
    [
        Frontier().extend(map(leaf_hash, BODIES[:59])),
        HEAD.append(bytes(32)),
        HEAD._replace(hashes=(bytes(32), *HEAD.hashes[1:])),
        Frontier(),
    ],
    ids=["behind", "ahead", "other", "empty"],
)
def test_a_head_that_is_not_that_of_the_leaves_is_found(head: Frontier) -> None:
    assert codes(check(entries(BODIES), head=head)) == [Code.HODE_AVVIKER]


def test_a_leaf_that_is_no_event_is_found_though_the_roots_hold() -> None:
    odd = [*BODIES[:5], b'{"v":1}', *BODIES[6:]]
    report = check(entries(odd), checkpoints(odd, every=20))
    assert codes(report) == [Code.BLAD_ULESELIG]
    assert leaf_of(report, Code.BLAD_ULESELIG) == 5
    assert report.tampered


def test_a_log_without_checkpoints_is_incomplete() -> None:
    for log in ([], entries(BODIES)):
        report = check(log, [])
        assert codes(report) == [Code.INGEN_SJEKKPUNKT]
        assert report.incomplete
        assert not report.ok
        assert not report.tampered


def test_a_key_that_is_none_is_the_callers_mistake() -> None:
    with pytest.raises(BadKey):
        check_log([], checkpoints=NOTES, vkey="noe")


# --- remarked ---


def test_leaves_after_the_last_checkpoint_are_remarked_and_an_edit_there_is_not_seen() -> None:
    edited = [*BODIES[:55], encode(replace(decode(BODIES[55]), sak="00" * 16)), *BODIES[56:]]
    report = check(entries(edited), checkpoints(BODIES, every=20)[:2])
    assert report.ok
    assert codes(report) == [Code.UFESTET]
    assert report.findings[0].grad is Grade.MERKNAD
    assert (report.findings[0].blad, report.pinned) == (40, 40)
    assert "Bladene 40–59" in report.findings[0].tekst


def times(*seconds: str) -> list[bytes]:
    return [encode(replace(EVENT, tid=f"2026-01-02T03:04:{second}Z")) for second in seconds]


def test_a_clock_that_went_back_more_than_two_seconds_is_remarked() -> None:
    log = times("10.000000", "07.999999", "08.000000")
    report = check(entries(log), [checkpoint(log)])
    assert report.ok
    assert codes(report) == [Code.KLOKKE_TILBAKE]
    assert leaf_of(report, Code.KLOKKE_TILBAKE) == 1


def test_a_clock_that_went_back_two_seconds_is_not() -> None:
    log = times("10.000000", "08.000000", "06.000000")
    assert check(entries(log), [checkpoint(log)]).findings == ()


# --- in order ---


def test_a_log_in_order_has_no_findings() -> None:
    report = check(entries(BODIES), head=HEAD)
    assert report.findings == ()
    assert report.ok
    assert (report.size, report.root, report.pinned, report.checkpoints) == (60, HEAD.root(), 60, 3)


def test_without_decoding_the_tree_is_still_checked() -> None:
    odd = [*BODIES[:5], b"ikke en hendelse", *BODIES[6:]]
    notes = checkpoints(odd, every=20)
    assert check_log(entries(odd), checkpoints=notes, vkey=VKEY, decode=False).ok
    assert check_log(entries(odd[::-1]), checkpoints=notes, vkey=VKEY, decode=False).tampered


def test_the_same_checkpoint_twice_is_no_finding() -> None:
    assert check(entries(BODIES), [*NOTES, NOTES[-1]]).findings == ()


def test_the_log_is_read_once() -> None:
    assert check(iter(entries(BODIES))).ok
