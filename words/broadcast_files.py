"""What came of a broadcast as a table for spreadsheets: one number a row, nothing summed."""

from collections.abc import Iterable, Iterator, Sequence

from domain.broadcast import BroadcastFacts, Reason, Tally, VariantOutcome
from domain.contest import Verdict
from domain.counted_links import LinkOutcome
from domain.spreadsheet import Number, write
from words import broadcast_buttons, broadcasts
from words.speech import Html, Speech

Row = tuple[str, str, str]


def as_csv(
    of: BroadcastFacts,
    tally: Tally,
    variants: Sequence[VariantOutcome],
    reasons: Iterable[Reason],
    links: Iterable[LinkOutcome],
    verdicts: Iterable[Verdict],
    say: Speech,
) -> bytes:
    head = (say("What"), say("Of which"), say("Number"))
    told = (
        *_tally(of, tally, say),
        *_passed_over(of, say),
        *_variants(variants, say),
        *_verdicts(verdicts, say),
        *_reasons(reasons, say),
        *_links(links, say),
    )
    return write([tuple(map(_plain, head)), *told])


def _tally(of: BroadcastFacts, tally: Tally, say: Speech) -> Iterator[Row]:
    for label, count in (
        (say("Planned"), of.audience),
        (say("Delivered"), tally.sent),
        (say("Waiting"), tally.waiting),
        (say("Undeliverable"), tally.dead),
        (say("In doubt"), tally.in_doubt),
        (say("Cancelled"), tally.cancelled),
    ):
        yield _row(label, "", count)


def _passed_over(of: BroadcastFacts, say: Speech) -> Iterator[Row]:
    passed, what = of.passed_over, say("Passed over")
    yield _row(what, say("muted"), passed.opted_out)
    yield _row(what, say("unreachable"), passed.unreachable)
    yield _row(what, say("had enough this week"), passed.capped)


def _variants(variants: Sequence[VariantOutcome], say: Speech) -> Iterator[Row]:
    for place, each in enumerate(variants):
        wording = say("Wording {label}", label=broadcasts.letter(place))
        yield _row(say("Delivered"), wording, each.delivered)
        for label, share, count in (
            (say("Tapped"), say("Tapped, %"), each.tapped),
            (say("Claimed"), say("Claimed, %"), each.claimed),
            (say("Muted"), say("Muted, %"), each.muted),
        ):
            if count is not None:
                yield _row(label, wording, count)
                yield from _share(share, wording, count, each.delivered)


def _share(label: Html, wording: Html, count: int, delivered: int) -> Iterator[Row]:
    """Of who got it; of nobody there is none."""
    if delivered:
        yield _plain(label), _plain(wording), Number(f"{100 * count / delivered:.1f}")


def _verdicts(verdicts: Iterable[Verdict], say: Speech) -> Iterator[Row]:
    for each in verdicts:
        told = broadcasts.finding(each, say)
        yield _plain(say("Better wording")), _plain(broadcasts.deed(each.by, say)), _plain(told)


def _reasons(reasons: Iterable[Reason], say: Speech) -> Iterator[Row]:
    for reason, messages in broadcasts.reasons(reasons, say).items():
        yield _row(say("Not arrived"), reason, messages)


def _links(links: Iterable[LinkOutcome], say: Speech) -> Iterator[Row]:
    for each in links:
        label = broadcast_buttons.link_label(each, say)
        yield _row(say("Clicks"), label, each.clicks)
        yield _row(say("People, about"), label, each.visitors)
        yield _row(say("Programs"), label, each.programs)


def _row(what: Html, of_which: Html | str, count: int) -> Row:
    return _plain(what), _plain(of_which), Number(count)


def _plain(text: Html | str) -> str:
    return text.unescape() if isinstance(text, Html) else text
