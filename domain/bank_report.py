"""A bank's answer to a credit transfer (pain.002), by status; who is meant, others know."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from domain.files import UnsafeFile
from domain.files.xml_texts import walk
from domain.outcome import Outcome
from domain.payout import LONGEST_BANK_REFERENCE
from domain.payout_file import LONGEST_REASON, Counted, RefusedResult, ResultFlaw, ResultRow
from domain.text_file import FileFlaw, UnreadableFile

# ISO 20022's ExternalPaymentTransactionStatus1Code. What is taken in, checked, on its way or waits
# for somebody at the bank is not paid yet; ACSC and ACCC are settled.
_STATUSES: Final = {
    **dict.fromkeys(("ACSC", "ACCC"), Outcome.PAID),
    **dict.fromkeys(("RJCT", "CANC"), Outcome.FAILED),
    **dict.fromkeys(
        ("RCVD", "PDNG", "PATC", "ACTC", "ACCP", "ACFC", "ACSP", "ACWC", "ACWP"), Outcome.PENDING
    ),
}
# ISO 20022's ExternalStatusReason1Code: what was sent twice is refused once, and the first one may
# well be paid.
_REPEATS: Final = frozenset({"AM05", "DU01", "DU02", "DU03", "DU04", "DU05"})
_OF_ALL: Final = {"GrpSts", "PmtInfSts"}
_PARTLY: Final = "PART"  # of a group: some were taken and some not, each says which


@dataclass(frozen=True, slots=True)
class OfMessage:
    """What the bank says of every transfer of a message that it does not name one by one.

    `group` is its number among such words; of two the closer one is that of an instruction.
    """

    group: int
    message_id: str
    outcome: Outcome
    reason: str
    is_closer: bool = False


@dataclass(frozen=True, slots=True)
class Unbooked:
    """A transfer or a message that is named and stays as it is: no wider word moves it either."""

    refused: RefusedResult
    reference: str = ""
    message_id: str = ""
    is_closer: bool = False


@dataclass(slots=True)
class _Said:
    """Of one thing, a transfer or a group of them, while its element is open."""

    line: int
    counted: Counted
    number: int  # among what it is counted by
    status: str = ""
    told: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def reason(self) -> str:
        return " ".join(self.reasons)[:LONGEST_REASON]

    @property
    def is_repeat(self) -> bool:
        return not _REPEATS.isdisjoint(self.reasons)

    def refused(self, flaw: ResultFlaw, value: str = "") -> RefusedResult:
        return RefusedResult(self.number, flaw, value[:80], self.counted)


Line = ResultRow | RefusedResult | OfMessage | Unbooked
_INSTRUCTION: Final = "OrgnlPmtInfAndSts"
_SAYS: Final = {
    "OrgnlGrpInfAndSts": Counted.GROUP,
    _INSTRUCTION: Counted.GROUP,
    "TxInfAndSts": Counted.TRANSFER,
}
_TOLD: Final = {"OrgnlMsgId", "OrgnlEndToEndId", "AcctSvcrRef", "InstdAmt"}
_REASONS: Final = {("Rsn", "Cd"), ("Rsn", "Prtry"), ("StsRsnInf", "AddtlInf")}


def is_one(content: bytes) -> bool:
    """It is XML, at least: no table begins so."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"


def lines(content: bytes, *, most: int) -> Iterator[Line]:
    """What each status says. Raises UnreadableFile for the file as a whole."""
    reader = _Reader(most)
    try:
        walk(content, reader.begin, reader.end)
    except UnsafeFile:
        raise UnreadableFile(FileFlaw.NO_REPORT) from None
    if not reader.is_report:
        raise UnreadableFile(FileFlaw.NO_REPORT)
    yield from reader.found


class _Reader:
    """Elements by their names: banks write versions 03 to 14, and these are in all of them."""

    def __init__(self, most: int) -> None:
        self.is_report = False
        self.found: list[Line] = []
        self._most = most
        self._path: list[str] = []
        self._said: list[_Said] = []
        self._numbers: Counter[Counted] = Counter()
        self._message_id = ""
        self._is_repeat = False  # the message is, and so is all that is refused of it

    def begin(self, name: str, attributes: dict[str, str], line: int) -> None:
        self._path.append(name)
        self.is_report = self.is_report or name == "CstmrPmtStsRpt"
        if name in _SAYS:
            counted = _SAYS[name]
            self._numbers[counted] += 1
            self._said.append(_Said(line, counted, self._numbers[counted]))
        elif name == "InstdAmt" and self._said:
            self._said[-1].told["Ccy"] = attributes.get("Ccy", "")

    def end(self, name: str, text: str) -> None:
        self._path.pop()
        if not self._said:
            return
        said = self._said[-1]
        if name in _SAYS:
            self._said.pop()
            self._add(name, said)
        elif name == "TxSts" or name in _OF_ALL:
            said.status = text
        elif name in _TOLD:
            said.told[name] = text
        elif (self._path[-1], name) in _REASONS and text:
            said.reasons.append(text)

    def _add(self, name: str, said: _Said) -> None:
        if len(self.found) >= self._most:
            raise UnreadableFile(FileFlaw.TOO_LONG, line=said.line)
        if name == "TxInfAndSts":
            self.found.append(self._of_transfer(said))
            return
        if name == "OrgnlGrpInfAndSts":
            self._message_id = said.told.get("OrgnlMsgId", "")
            self._is_repeat = said.is_repeat
        outcome, of, is_closer = _STATUSES.get(said.status), self._message_id, name == _INSTRUCTION
        if self._repeats(said):
            refused = said.refused(ResultFlaw.REPEATED, of)
            self.found.append(Unbooked(refused, message_id=of, is_closer=is_closer))
        elif outcome is not None:
            self.found.append(OfMessage(said.number, of, outcome, said.reason, is_closer))
        elif said.status not in {"", _PARTLY}:
            refused = said.refused(ResultFlaw.BAD_OUTCOME, said.status)
            self.found.append(Unbooked(refused, message_id=of, is_closer=is_closer))

    def _repeats(self, said: _Said) -> bool:
        """A refusal, for being a second one: itself, or what it stands in."""
        is_second = self._is_repeat or any(each.is_repeat for each in (said, *self._said))
        return is_second and _STATUSES.get(said.status) is Outcome.FAILED

    def _of_transfer(self, said: _Said) -> ResultRow | RefusedResult | Unbooked:
        reference = said.told.get("OrgnlEndToEndId")
        outcome = _STATUSES.get(said.status)
        if not reference:
            return said.refused(ResultFlaw.NO_REFERENCE)
        if self._repeats(said):
            return Unbooked(said.refused(ResultFlaw.REPEATED, reference), reference)
        if outcome is None:
            return Unbooked(said.refused(ResultFlaw.BAD_OUTCOME, said.status), reference)
        return ResultRow(
            said.number,
            reference,
            outcome,
            said.reason,
            said.told.get("InstdAmt", ""),
            said.told.get("AcctSvcrRef", "")[:LONGEST_BANK_REFERENCE],
            currency=said.told.get("Ccy", ""),
            counted=Counted.TRANSFER,
        )
