"""Staff read their own messages, of the cases they may know of, and no other's."""

import pytest

from exin.casework.tilgang import tildeling
from exin.casework.varsel.varsler import label_of, mark_read, my_messages
from exin.errors import UnknownActor
from exin.ids import Id
from tests.helpers import cases
from tests.helpers.office import STAFF, Kontor
from tests.helpers.varsler import tell
from workflows import PROGRAMMES, age_events


def read(kontor: Kontor, who: str, *, alle: bool = False) -> list[tuple[str, str | None]]:
    with kontor.read(who) as r:
        return [(line.tekst, line.saksnr) for line in my_messages(r, alle=alle)]


def ids(kontor: Kontor, who: str) -> list[Id]:
    with kontor.read(who) as r:
        return [line.id for line in my_messages(r)]


# -- what is not shown --------------------------------------------------------------------------------------------


def test_nobody_sees_anothers_messages(kontor: Kontor) -> None:
    tell(kontor, "kari", cases.case(kontor))
    for who in STAFF:
        if who not in {"kari", "sperret"}:
            assert read(kontor, who) == []


def test_who_is_blocked_or_unknown_sees_none(kontor: Kontor) -> None:
    tell(kontor, "sperret", cases.case(kontor))
    with pytest.raises(Exception, match="les_varsler"):
        read(kontor, "sperret")
    with pytest.raises(UnknownActor):
        read(kontor, "ingen")


@pytest.mark.parametrize("change", ["barred", "strict", "another_team"])
def test_a_message_on_a_case_that_one_may_not_know_of_any_more_is_not_shown_nor_counted(
    kontor: Kontor, change: str
) -> None:
    who = "annen" if change == "another_team" else "kari"
    lost, kept = cases.case(kontor), cases.case(kontor, kontakt=who)
    tell(kontor, who, lost)
    tell(kontor, who, kept)
    if change == "barred":
        with kontor.work("leder") as w:
            tildeling.bar(w, lost, "kari", "Fetter.")
    elif change == "strict":
        with kontor.work("leder") as w:
            tildeling.protect(
                w, lost, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
            )
    with kontor.new_events() as events:
        assert read(kontor, who) == [("Kartlegging", kept)]
    (house,) = [each for each in events if each.handling == "les_varsler"]
    assert house.antall == 1
    (sak_id,) = kontor.one("select id from sak where saksnr = ?", kept)
    assert [each.sak for each in events if each.sak] == [bytes(sak_id).hex()]


def test_another_s_message_is_not_marked_as_read(kontor: Kontor) -> None:
    tell(kontor, "kari", cases.case(kontor))
    theirs = ids(kontor, "kari")
    with kontor.work("ola") as w:
        mark_read(w, theirs)
    assert ids(kontor, "kari") == theirs


# -- what is shown ------------------------------------------------------------------------------------------------


def test_one_reads_what_is_new_the_oldest_first_with_an_event_for_each_case(kontor: Kontor) -> None:
    first, second = cases.case(kontor), cases.case(kontor, "forlop")
    for saksnr, slag in ((second, "kontakt_forlop"), (first, "informasjonssamtale"), (second, "plan")):
        tell(kontor, "kari", saksnr, slag)
        kontor.clock.forward(minutes=1)
    with kontor.new_events() as events:
        assert read(kontor, "kari") == [
            ("Kontakt i forløpet", second),
            ("Informasjonssamtale", first),
            ("Gjennomgang av planen", second),
        ]
    assert sorted((each.handling, each.antall) for each in events) == [
        ("kjenne_til", None),
        ("kjenne_til", None),
        ("les_varsler", 3),
    ]
    assert all(each.utfall == "tillatt" for each in events)


def test_what_was_read_is_shown_among_all_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "kari", saksnr)
    with kontor.new_events() as events:
        with kontor.work("kari") as w:
            mark_read(w, ids(kontor, "kari"))
        assert read(kontor, "kari") == []
        assert read(kontor, "kari", alle=True) == [("Kartlegging", saksnr)]
    assert ("les_varsler", ("lest",), 1) in [(each.handling, each.koder, each.antall) for each in events]


def test_a_stand_in_reads_of_a_case_of_the_team_without_having_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "ola", saksnr)
    assert read(kontor, "ola") == [("Kartlegging", saksnr)]


def test_what_was_passed_on_says_so(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    frist, who = "a" * 32, "b" * 32
    tell(kontor, "leder", saksnr, nokkel=f"frist:{frist}:1:{who}")
    kontor.clock.forward(seconds=1)
    tell(kontor, "leder", saksnr, nokkel=f"frist:{frist}:2:{who}")
    kontor.clock.forward(seconds=1)
    tell(kontor, "leder", saksnr, "alder_31", nokkel=f"frist:{who}:2:{who}")
    with kontor.read("leder") as r:
        assert [line.videre for line in my_messages(r)] == [False, True, False]


def test_who_holds_a_case_hears_of_a_new_contact(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    tell(kontor, "klarert1", saksnr, "ny_henvendelse", haster=True)
    assert read(kontor, "klarert1") == [("Personen har tatt kontakt på nytt", saksnr)]


def test_every_kind_has_words(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    for programme in PROGRAMMES:
        for each in programme.deadlines:
            assert label_of(each.key, programme) == each.label
        for event in age_events(programme):
            assert label_of(event.key, programme) == event.label
    assert label_of("kartlegging") == "Kartlegging"
    tell(kontor, "kari", saksnr, "noe_annet")
    assert read(kontor, "kari") == [("Noe må ses på", saksnr)]
