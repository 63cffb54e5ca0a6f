"""A bank's report on a credit transfer is read status by status, in any of its versions."""

import pytest

from domain.outcome import Outcome
from domain.payout_file import RefusedResult, ResultFlaw, ResultRow
from domain.spreadsheet import FileFlaw, UnreadableFile
from domain.status_report import Line, OfMessage, Unbooked, is_one, lines


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
    assert said(transfer("KOC-1-1", status)) == [ResultRow(4, "KOC-1-1", outcome)]


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
    told = ResultRow(4, "KOC-1-1", Outcome.FAILED, reason, "80.00", "B-77", currency="EUR")
    assert row == told
    assert told.says_amount(8_000, "EUR")
    assert not told.says_amount(8_000, "USD")
    assert not told.says_amount(8_001, "EUR")


def test_what_is_said_of_all_is_said_of_the_message() -> None:
    group = (
        "<OrgnlGrpInfAndSts><OrgnlMsgId>KOC-1-ab12cd34</OrgnlMsgId><GrpSts>RJCT</GrpSts>"
        "<StsRsnInf><Rsn><Prtry>FF01</Prtry></Rsn></StsRsnInf></OrgnlGrpInfAndSts>"
    )
    assert said(group) == [OfMessage(4, "KOC-1-ab12cd34", Outcome.FAILED, "FF01")]
    partly = group.replace("RJCT", "PART")
    instruction = (
        f"<OrgnlPmtInfAndSts><PmtInfSts>ACSP</PmtInfSts>{transfer('K', 'RJCT')}</OrgnlPmtInfAndSts>"
    )
    assert said(partly + instruction) == [
        ResultRow(4, "K", Outcome.FAILED),
        OfMessage(4, "KOC-1-ab12cd34", Outcome.PENDING, ""),
    ]


def test_what_nobody_can_use_is_refused_by_its_line_while_the_rest_goes_on() -> None:
    body = "\n".join([transfer("", "ACSC"), transfer("K", "WHAT"), transfer("L", "ACSC")])
    assert said(body) == [
        RefusedResult(4, ResultFlaw.NO_REFERENCE),
        Unbooked(RefusedResult(5, ResultFlaw.BAD_OUTCOME, "WHAT"), "K"),
        ResultRow(6, "L", Outcome.PAID),
    ]
    group = "<OrgnlGrpInfAndSts><OrgnlMsgId>K</OrgnlMsgId><GrpSts>ODD</GrpSts></OrgnlGrpInfAndSts>"
    refused = RefusedResult(4, ResultFlaw.BAD_OUTCOME, "ODD")
    assert said(group) == [Unbooked(refused, message_id="K")]


def test_what_is_not_told_is_empty() -> None:
    bare = "<TxInfAndSts><TxSts>ACSC</TxSts></TxInfAndSts>"
    assert said(bare) == [RefusedResult(4, ResultFlaw.NO_REFERENCE)]
    amount = "<OrgnlTxRef><Amt><InstdAmt>1</InstdAmt></Amt></OrgnlTxRef>"
    assert said(transfer("K", "ACSC", amount)) == [ResultRow(4, "K", Outcome.PAID, amount="1")]
    nameless = "<OrgnlGrpInfAndSts><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>"
    assert said(nameless) == [OfMessage(4, "", Outcome.FAILED, "")]
    alone = "<OrgnlPmtInfAndSts><PmtInfSts>RJCT</PmtInfSts></OrgnlPmtInfAndSts>"
    assert said(alone) == [OfMessage(4, "", Outcome.FAILED, "")]
    silent = "<OrgnlGrpInfAndSts><OrgnlMsgId>K</OrgnlMsgId></OrgnlGrpInfAndSts>"
    assert said(silent) == []
    assert said('<InstdAmt Ccy="EUR">1</InstdAmt><GrpSts>RJCT</GrpSts>') == []


def test_an_amount_and_its_currency_are_of_their_own_transfer() -> None:
    euros = '<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1</InstdAmt></Amt></OrgnlTxRef>'
    first, second = said(transfer("K", "ACSC", euros) + transfer("L", "ACSC"))
    assert first == ResultRow(4, "K", Outcome.PAID, amount="1", currency="EUR")
    assert second == ResultRow(4, "L", Outcome.PAID)


@pytest.mark.parametrize("code", ["AM05", "DU01", "DU02", "DU03", "DU04", "DU05"])
def test_a_transfer_that_is_refused_as_a_repeat_has_not_failed(code: str) -> None:
    why = "<StsRsnInf><Rsn><Cd>MS03</Cd></Rsn></StsRsnInf>"
    why += f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"
    repeat = Unbooked(RefusedResult(4, ResultFlaw.REPEATED, "K"), "K")
    assert said(transfer("K", "RJCT", why)) == said(transfer("K", "CANC", why)) == [repeat]
    (waiting,) = said(transfer("K", "ACSP", why))
    assert isinstance(waiting, ResultRow)


def test_whatever_is_refused_of_a_repeated_message_or_instruction_is_a_repeat() -> None:
    why = "<StsRsnInf><Rsn><{0}>DU01</{0}></Rsn></StsRsnInf>"
    instruction = "<OrgnlPmtInfAndSts><PmtInfSts>{}</PmtInfSts>{}</OrgnlPmtInfAndSts>"
    named = transfer("K", "RJCT") + transfer("L", "ACSC")
    paid = ResultRow(4, "L", Outcome.PAID)
    of_transfer = Unbooked(RefusedResult(4, ResultFlaw.REPEATED, "K"), "K")
    of_message = Unbooked(RefusedResult(4, ResultFlaw.REPEATED, "M"), message_id="M")
    head = "<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>{}</OrgnlGrpInfAndSts>"
    for tag in ("Cd", "Prtry"):
        group = head.format("<GrpSts>RJCT</GrpSts>" + why.format(tag))
        found = said(group + instruction.format("RJCT", named))
        assert found == [of_message, of_transfer, paid, of_message]
        found = said(head.format("") + instruction.format("RJCT", why.format(tag) + named))
        assert found == [of_transfer, paid, of_message]
    afterwards = said(group + head.format("<GrpSts>RJCT</GrpSts>"))
    assert afterwards == [of_message, OfMessage(4, "M", Outcome.FAILED, "")]  # another message


def test_long_words_are_cut() -> None:
    long = "X" * 300
    group = f"<OrgnlGrpInfAndSts><GrpSts>{long}</GrpSts></OrgnlGrpInfAndSts>"
    cut = RefusedResult(4, ResultFlaw.BAD_OUTCOME, "X" * 80)
    assert said(group) == [Unbooked(cut)]
    assert said(transfer("K", long)) == [Unbooked(cut, "K")]
    why = f"<StsRsnInf><AddtlInf>{long}</AddtlInf></StsRsnInf><AcctSvcrRef>{long}</AcctSvcrRef>"
    (row,) = said(transfer("K", "RJCT", why))
    assert row == ResultRow(4, "K", Outcome.FAILED, "X" * 256, "", "X" * 64)


def test_a_report_of_an_older_version_and_with_a_prefix_says_the_same() -> None:
    plain = report(transfer("K", "ACSC"), "pain.002.001.03").decode()
    prefixed = plain.replace("<", "<p:").replace("<p:/", "</p:").replace("<p:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:p=")
    for each in (plain, prefixed):
        assert list(lines(each.encode(), most=9)) == [ResultRow(4, "K", Outcome.PAID)]


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
