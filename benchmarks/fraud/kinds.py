"""The ten kinds of fraud and where each is described; how they are played stands in `crimes`."""

from enum import StrEnum


class Kind(StrEnum):
    """The labels. A post may carry several: those who farm also copy and buy."""

    # One published post handed in for two assignments.
    DUPLICATE_LINK = "duplicate_link"
    # 洗稿: another's text, edited lightly, shuffled, reworded. Xinhua, 23 October 2018, on the
    # trade in rewritten articles; cqcmst.com/meishi-baike/400218.html (synonyms, paragraphs,
    # figures).
    COPIED_TEXT = "copied_text"
    # Another's picture: the file, saved again, with a mark, cropped.
    REUSED_IMAGE = "reused_image"
    # One operator, many personas, few cards and phones. en.wikipedia.org/wiki/Click_farm; 猫池 and
    # 200 phones on one address: sphfs.dianzilajihs.com/news/4047.html,
    # sjzkangxin.com/index.php/chuangyegushi/9345.html.
    SHARED_PAYOUT = "shared_payout"
    # Packages of views and likes in round numbers, delivered within hours, comments missing, up to
    # 80 % gone a day later: 09mi.com/wzxm/127990.html, /xmzs/75276.html, /jzqd/105139.html. The
    # dearer 全生态模拟 imitates natural ratios and growth: sphfs.dianzilajihs.com/news/4047.html.
    BOUGHT_ENGAGEMENT = "bought_engagement"
    # Counts typed or painted into a screenshot, without care for how counts hang together.
    INVENTED_COUNTS = "invented_counts"
    # A post of somebody else, or of another account than the one that claimed.
    FOREIGN_POST = "foreign_post"
    # Published before the claim: an old post sold again.
    OLD_POST = "old_post"
    # A content mill: claims by script, dozens of posts a day. diwuai.com/news/20844.html,
    # cqcmst.com/meishi-baike/400218.html (200 articles a day).
    MILL = "mill"
    # Pods that engage each other's posts ("reciprocity abuse": Weerasinghe et al., The Pod People,
    # WWW 2020) and personas of one operator (neo4j.com/blog/first-party-bank-fraud-detection-…).
    RING = "ring"
