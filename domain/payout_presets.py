"""Forms of payment files that come with the house, by name and by method; their grammar: forms."""

from collections.abc import Mapping
from typing import Final

from domain.payee import PayeeMethod
from domain.payout_form import Cell, Column, Encoding, Form

_FIRST: Final = (
    *(Cell.REFERENCE, Cell.AMOUNT, Cell.CURRENCY, Cell.METHOD),
    *(Cell.ACCOUNT, Cell.HOLDER, Cell.BANK),
)
BEFORE_FORMS: Final = Form(tuple(Column(cell.value, cell) for cell in _FIRST))
"""What was exported before there were forms is exported so again."""

USUAL: Final = Form(
    tuple(Column(cell.value, cell) for cell in (*_FIRST, Cell.GROSS, Cell.TAX_WITHHELD))
)

ALIPAY_BATCH: Final = Form(
    (
        Column("", Cell.TITLE, "支付宝批量付款文件模板（前面两行请勿删除）"),
        Column("序号（必填）", Cell.NUMBER),
        Column("收款方支付宝账号（必填）", Cell.ACCOUNT),
        Column("收款方姓名（必填）", Cell.HOLDER),
        Column("金额（必填，单位：元）", Cell.AMOUNT),
        Column("备注（选填）", Cell.REFERENCE),
    )
)
"""Alipay's 批量付款到支付宝账户, as merchants upload it in its console (sheet or CSV).

Title and headings as three public programs that write this file have them. Alipay hands its
template out behind a merchant's sign-in and names no version, so it was not held against the
original: compare it with yours before the first batch. The reference stands in the remark, as the
file has no column of the merchant's own number; results are found by it.
"""

CN_BANK_BATCH: Final = Form(
    (
        Column("序号", Cell.NUMBER),
        Column("收款人户名", Cell.HOLDER),
        Column("收款人账号", Cell.ACCOUNT),
        Column("收款银行", Cell.BANK),
        Column("开户支行", Cell.BRANCH),
        Column("金额", Cell.AMOUNT),
        Column("用途", None, "推广服务费"),
        Column("业务参考号", Cell.REFERENCE),
    ),
    Encoding.GB18030,
)
"""A Chinese bank's 批量转账, in the columns that such sheets share and the encoding of them.

Each bank hands out a template of its own behind its sign-in: compare the headings with yours before
the first batch, and write a form of your own where they differ.
"""

PRESETS: Final = {
    "alipay-batch": ALIPAY_BATCH,
    "cn-bank-batch": CN_BANK_BATCH,
    "usual": USUAL,
}
OF_METHODS: Final[Mapping[str, Form]] = {PayeeMethod.ALIPAY: ALIPAY_BATCH}
"""Whose own file is known, unless configured; all others are written in the usual columns."""
