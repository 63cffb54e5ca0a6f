"""A bank's report on a credit transfer is read status by status, in any of its versions."""

import pytest

from domain.bank_report import Line, OfMessage, Unbooked, is_one, lines
from domain.outcome import Outcome
from domain.payout_file import Counted, RefusedResult, ResultFlaw, ResultRow
from domain.spreadsheet import FileFlaw, UnreadableFile


def report(body: str, version: str = "pain.002.001.10") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}">\n'
        f"<CstmrPmtStsRpt>\n{body}\n</CstmrPmtStsRpt></Document>"
    ).encode()


def transfer(reference: str, status: str, more: str = "") -> str:
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"{more}</TxInfAndSts>"
    )


def of_transfer(
    number: int, reference: str, outcome: Outcome, *more: str, **named: str
) -> ResultRow:
    return ResultRow(number, reference, outcome, *more, counted=Counted.TRANSFER, **named)


def no_use(number: int, flaw: ResultFlaw, value: str = "") -> RefusedResult:
    """A transfer."""
    return RefusedResult(number, flaw, value, Counted.TRANSFER)


def no_use_of_all(number: int, flaw: ResultFlaw, value: str = "") -> RefusedResult:
    return RefusedResult(number, flaw, value, Counted.GROUP)


def said(body: str, *, most: int = 9) -> list[Line]:
    return list(lines(report(body), most=most))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((each, Outcome.PAID) for each in ("ACSC", "ACCC")),
        *((each, Outcome.FAILED) for each in ("RJCT", "CANC")),
        *((each, Outcome.PENDING) for each in ("RCVD", "PDNG", "ACTC", "ACCP", "ACSP", "ACWC")),
    ],
)
def test_a_transfer_is_paid_only_once_it_is_settled(status: str, outcome: Outcome) -> None:
    assert said(transfer("KOC-1-1", status)) == [of_transfer(1, "KOC-1-1", outcome)]


def test_a_refusal_brings_its_code_and_its_words_and_nothing_of_who_sent_it() -> None:
    why = (
        "<StsRsnInf><Orgtr><Id><OrgId><Othr><SchmeNm><Cd>CUST</Cd></SchmeNm></Othr></OrgId></Id>"
        "</Orgtr><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>Account number</AddtlInf>"
        "<AddtlInf>incorrect</AddtlInf></StsRsnInf><AcctSvcrRef>B-77</AcctSvcrRef>"
        '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">80.00</InstdAmt></Amt><PmtTpInf><SvcLvl>'
        "<Cd>SEPA</Cd></SvcLvl></PmtTpInf></OrgnlTxRef>"
    )
    (row,) = said(transfer("KOC-1-1", "RJCT", why))
    reason = "AC01 Account number incorrect"
    told = of_transfer(1, "KOC-1-1", Outcome.FAILED, reason, "80.00", "B-77", currency="EUR")
    assert row == told
    assert told.says_amount(8_000, "EUR")
    assert not told.says_amount(8_000, "USD")
    assert not told.says_amount(8_001, "EUR")


def test_what_is_said_of_all_is_said_of_the_message() -> None:
    group = (
        "<OrgnlGrpInfAndSts><OrgnlMsgId>KOC-1-ab12cd34</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
        "<StsRsnInf><Rsn><Prtry>FF01</Prtry></Rsn></StsRsnInf></OrgnlGrpInfAndSts>"
    )
    assert said(group) == [OfMessage(1, "KOC-1-ab12cd34", Outcome.FAILED, "FF01")]
    partly = group.replace("RJCT", "PART")
    instruction = (
        f"<OrgnlPmtInfAndSts><PmtInfSts>ACSP</PmtInfSts>{transfer('K', 'RJCT')}</OrgnlPmtInfAndSts>"
    )
    assert said(partly + instruction) == [
        of_transfer(1, "K", Outcome.FAILED),
        OfMessage(2, "KOC-1-ab12cd34", Outcome.PENDING, "", is_closer=True),
    ]


def test_what_nobody_can_use_is_refused_by_its_place_while_the_rest_goes_on() -> None:
    body = "\n".join([transfer("", "ACSC"), transfer("K", "WHAT"), transfer("L", "ACSC")])
    assert said(body) == [
        no_use(1, ResultFlaw.NO_REFERENCE),
        Unbooked(no_use(2, ResultFlaw.BAD_OUTCOME, "WHAT"), "K"),
        of_transfer(3, "L", Outcome.PAID),
    ]
    group = "<OrgnlGrpInfAndSts><OrgnlMsgId>K</OrgnlMsgId><GrpSts>ODD</GrpSts></OrgnlGrpInfAndSts>"
    odd = no_use_of_all(1, ResultFlaw.BAD_OUTCOME, "ODD")
    assert said(group) == [Unbooked(odd, message_id="K")]
    instruction = "<OrgnlPmtInfAndSts><PmtInfSts>ODD</PmtInfSts></OrgnlPmtInfAndSts>"
    closer = no_use_of_all(2, ResultFlaw.BAD_OUTCOME, "ODD")
    assert said(group + instruction)[1:] == [Unbooked(closer, message_id="K", is_closer=True)]


def test_what_stands_on_one_line_is_told_apart_by_its_place() -> None:
    group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><GrpSts>ODD</GrpSts></OrgnlGrpInfAndSts>"
    body = group + transfer("", "ACSC") + group + transfer("K", "ACSC") + transfer("", "RJCT")
    assert said(body) == [
        Unbooked(no_use_of_all(1, ResultFlaw.BAD_OUTCOME, "ODD"), message_id="M"),
        no_use(1, ResultFlaw.NO_REFERENCE),
        Unbooked(no_use_of_all(2, ResultFlaw.BAD_OUTCOME, "ODD"), message_id="M"),
        of_transfer(2, "K", Outcome.PAID),
        no_use(3, ResultFlaw.NO_REFERENCE),
    ]


def test_what_is_not_told_is_empty() -> None:
    bare = "<TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>"
    assert said(bare) == [no_use(1, ResultFlaw.NO_REFERENCE)]
    amount = "<OrgnlTxRef><Amt><InstdAmt>1</InstdAmt></Amt></OrgnlTxRef>"
    assert said(transfer("K", "ACSC", amount)) == [of_transfer(1, "K", Outcome.PAID, amount="1")]
    nameless = "<OrgnlGrpInfAndSts><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"
    assert said(nameless) == [OfMessage(1, "", Outcome.FAILED, "")]
    alone = "<OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>"
    assert said(alone) == [OfMessage(1, "", Outcome.FAILED, "", is_closer=True)]
    silent = "<OrgnlGrpInfAndSts><OrgnlMsgId>K</OrgnlMsgId></OrgnlGrpInfAndSts>"
    assert said(silent) == []
    assert said('<InstdAmt Ccy="EUR">1</InstdAmt><GrpSts>RJCT</GrpSts>') == []


def test_an_amount_and_its_currency_are_of_their_own_transfer() -> None:
    euros = '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1</InstdAmt></Amt></OrgnlTxRef>'
    first, second = said(transfer("K", "ACSC", euros) + transfer("L", "ACSC"))
    assert first == of_transfer(1, "K", Outcome.PAID, amount="1", currency="EUR")
    assert second == of_transfer(2, "L", Outcome.PAID)


@pytest.mark.parametrize("code", ["AM05", "DU01", "DU02", "DU03", "DU04", "DU05"])
def test_a_transfer_that_is_refused_as_a_repeat_has_not_failed(code: str) -> None:
    why = "<StsRsnInf><Rsn><Cd>MS03</Cd></Rsn></StsRsnInf>"
    why += f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"
    repeat = Unbooked(no_use(1, ResultFlaw.REPEATED, "K"), "K")
    assert said(transfer("K", "RJCT", why)) == said(transfer("K", "CANC", why)) == [repeat]
    (waiting,) = said(transfer("K", "ACSP", why))
    assert isinstance(waiting, ResultRow)


def test_whatever_is_refused_of_a_repeated_message_or_instruction_is_a_repeat() -> None:
    why = "<StsRsnInf><Rsn><{0}>DU01</{0}></Rsn></StsRsnInf>"
    instruction = "<OrgnlPmtInfAndSts><PmtInfSts>{}</PmtInfSts>{}</OrgnlPmtInfAndSts>"
    named = transfer("K", "RJCT") + transfer("L", "ACSC")
    paid = of_transfer(2, "L", Outcome.PAID)
    one = Unbooked(no_use(1, ResultFlaw.REPEATED, "K"), "K")
    first, second = (no_use_of_all(number, ResultFlaw.REPEATED, "M") for number in (1, 2))
    whole = Unbooked(first, message_id="M")
    closer = Unbooked(second, message_id="M", is_closer=True)
    head = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>{}</OrgnlGrpInfAndSts>"
    for tag in ("Cd", "Prtry"):
        group = head.format("<GrpSts>RJCT</GrpSts>" + why.format(tag))
        found = said(group + instruction.format("RJCT", named))
        assert found == [whole, one, paid, closer]
        found = said(head.format("") + instruction.format("RJCT", why.format(tag) + named))
        assert found == [one, paid, closer]
    afterwards = said(group + head.format("<GrpSts>RJCT</GrpSts>"))
    assert afterwards == [whole, OfMessage(2, "M", Outcome.FAILED, "")]  # another message


def test_long_words_are_cut() -> None:
    long = "X" * 300
    group = f"<OrgnlGrpInfAndSts><GrpSts>{long}</GrpSts></OrgnlGrpInfAndSts>"
    cut = ResultFlaw.BAD_OUTCOME, "X" * 80
    assert said(group) == [Unbooked(no_use_of_all(1, *cut))]
    assert said(transfer("K", long)) == [Unbooked(no_use(1, *cut), "K")]
    why = f"<StsRsnInf><AddtlInf>{long}</AddtlInf></StsRsnInf><AcctSvcrRef>{long}</AcctSvcrRef>"
    (row,) = said(transfer("K", "RJCT", why))
    assert row == of_transfer(1, "K", Outcome.FAILED, "X" * 256, "", "X" * 64)


def test_a_report_of_an_older_version_and_with_a_prefix_says_the_same() -> None:
    plain = report(transfer("K", "ACSC"), "pain.002.001.03").decode()
    prefixed = plain.replace("<", "<p:").replace("<p:/", "</p:").replace("<p:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:p=")
    for each in (plain, prefixed):
        assert list(lines(each.encode(), most=9)) == [of_transfer(1, "K", Outcome.PAID)]


@pytest.mark.parametrize(
    "content",
    [
        b"<",
        b"<a/>",
        b"<Document><CstmrCdtTrfInitn/></Document>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><CstmrPmtStsRpt>&b;</CstmrPmtStsRpt>',
        b"<a>" * 100,
        report("<a>")[:-9],
        "<CstmrPmtStsRpt/>".encode("utf-16"),
    ],
)
def test_what_is_no_report_is_refused_whole(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        list(lines(content, most=9))
    assert refused.value.flaw is FileFlaw.NO_REPORT


def test_a_report_that_is_too_long_is_refused_at_the_first_too_many() -> None:
    body = "\n".join(transfer(f"K{number}", "ACSC") for number in range(3))
    assert len(said(body, most=3)) == 3
    with pytest.raises(UnreadableFile) as refused:
        said(body, most=2)
    assert (refused.value.flaw, refused.value.line) == (FileFlaw.TOO_LONG, 6)


def test_a_report_is_told_from_a_table_by_how_it_begins() -> None:
    assert is_one(b"\xef\xbb\xbf\n <?xml")
    assert not is_one("编号,结果\n".encode())
    assert not is_one(b"")
