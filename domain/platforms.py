"""The platforms creators publish on; what a link of one looks like lives in `links`."""

from enum import StrEnum


class Platform(StrEnum):
    DOUYIN = "douyin"  # 抖音
    KUAISHOU = "kuaishou"  # 快手
    XIAOHONGSHU = "xiaohongshu"  # 小红书
    CHANNELS = "channels"  # 视频号, inside WeChat
    BILIBILI = "bilibili"  # 哔哩哔哩
    WEIBO = "weibo"  # 微博
    TIKTOK = "tiktok"  # Douyin's sister abroad, with accounts and posts of its own
    INSTAGRAM = "instagram"
    YOUTUBE = "youtube"
