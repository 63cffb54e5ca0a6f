"""The files that the loop's people send: a campaign, figures of a post, a bank's answer."""

import csv
import io
import re
from datetime import datetime, timedelta
from typing import Final

LINK: Final = "https://www.douyin.com/video/7301234567890123456"
TITLE: Final = "早晨第一杯春茶"
CATEGORY: Final = "food"
PRICE_TEXT: Final = "¥56.00"  # 160 counted interactions at ¥0.35
PRICE_MINOR: Final = 5_600
WORK_HOURS: Final = 48
CUTOFF_DAYS: Final = 3
HOLD_DAYS: Final = 3

_CAMPAIGN: Final = """
[campaign]
title = "春茶上新"
brand = "山野茶社"
currency = "CNY"
budget = "400.00"
starts_on = {yesterday}
ends_on = {in_a_month}

[brief]
text = {{ zh = "真实分享第一口的感受", en = "Your honest first sip" }}
clauses = [{{ code = "B1", text = {{ zh = "画面里能看到冲泡过程", en = "Show the brewing" }} }}]

[terms]
method = "cpe"
price = "0.35"
counted = ["likes", "saves", "comments"]
floor = "30.00"
cap = "120.00"
cutoff_days = {cutoff_days}
hold_days = {hold_days}
retention_days = 30
weakest_source = "coordinator"
review_hours = 48
disclosure = "广告"

[[templates]]
key = "sip"
title = "第一口"
structure = ["开箱", "冲泡"]

  [[templates.variants]]
  key = "a"
  body = "今早泡了第一杯明前茶,{{first}}。#春茶 #广告"

  [[templates.slots]]
  name = "first"
  kind = "choice"
  choices = ["清香", "鲜爽", "甘甜"]

[[tasks]]
key = "sip"
title = "{title}"
platform = "douyin"
category = "{category}"
template = "sip"
slots = 3
work_hours = {work_hours}
opens_on = {yesterday}
due_on = {in_three_weeks}
"""


def campaign(now: datetime) -> bytes:
    """A campaign of one task with three slots that is open today."""
    today = now.date()
    text = _CAMPAIGN.format(
        title=TITLE,
        category=CATEGORY,
        yesterday=today - timedelta(days=1),
        in_three_weeks=today + timedelta(days=21),
        in_a_month=today + timedelta(days=30),
        cutoff_days=CUTOFF_DAYS,
        hold_days=HOLD_DAYS,
        work_hours=WORK_HOURS,
    )
    return text.encode()


def figures(link: str, now: datetime) -> bytes:
    """One post's counts at this moment."""
    header = ("链接", "时间", "观看", "点赞", "转发", "收藏", "评论")
    return _table(header, (link, now.isoformat(), "1.2万", "120", "9", "30", "10"))


def bank_answer(payment_file: bytes) -> bytes:
    """Everything in the file was paid."""
    asked = re.findall(r"KOC-\d+-\d+", payment_file.decode("utf-8-sig"))
    return _table(("编号", "结果"), *((reference, "成功") for reference in asked))


def _table(*rows: tuple[str, ...]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def share_text(link: str) -> str:
    """As Douyin puts it around a link."""
    return f"7.43 复制打开抖音,看看【小林的作品】今早泡了第一杯明前茶 {link} 12/03 Sye:/ v@S.yT"
