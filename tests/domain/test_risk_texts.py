"""Near-copies are found in any disguise; what everybody was given and one's own words are not."""

from domain.risk.evidence import Measure, Signal
from domain.risk.own_words import own_parts, signs
from domain.risk.thresholds import Thresholds
from tests.risk_facts import evidence, flagged, post

OWN = (
    "上周六在阳台用了一次挂耳咖啡，意外地顺手。同事小陈看见了，问我在哪里买的！"
    "快递慢了两天，其他挑不出毛病"
)
OTHER = "睡前泡一杯，香气淡淡的，我妈说没有一点负担。本来犹豫了十天才下单，现在书桌前每天都放着它"
GIVEN = (
    "姐妹们，森屿的挂耳咖啡终于到了！〔你的感受 20–60 字〕 "
    "官方旗舰店现在有活动，三天内下单送小样。一直坚持小批量做好一件事，"
    "今年还多了两种烘焙程度，喜欢的朋友别错过\n\n#广告 7K2MPQ"
)
COPIED = {Signal.COPIED_TEXT}


def test_the_later_of_two_equal_texts_is_the_copy_and_names_the_first() -> None:
    found = evidence(post(2, text=OWN), post(1, text=OWN))
    assert list(found) == [2]
    (piece,) = found[2]
    assert (piece.measure, piece.seen, piece.assignments) == (Measure.SIMILARITY, 1.0, (1,))
    assert (piece.threshold, piece.limit) == ("text_similarity", 0.5)


def test_width_punctuation_emoji_case_and_links_do_not_disguise() -> None:
    disguised = "🔥" + OWN.replace("，", " ✨,").replace("一次", "一 次").replace("。", "~~")
    assert signs(disguised) == signs(OWN)
    assert signs("ＯＭＧ 12杯 https://xhslink.com/abc") == ["omg", "12", "杯"]
    assert flagged(post(1, text=OWN), post(2, text=disguised)) == {2: COPIED}


def test_shuffled_sentences_and_swapped_words_are_still_a_copy() -> None:
    one, two, three = OWN.replace("！", "。").split("。")
    shuffled = f"{three}。{one.replace('意外地', '没想到')}。{two}"
    assert flagged(post(1, text=OWN), post(2, text=shuffled)) == {2: COPIED}


def test_two_own_texts_about_one_product_are_not_copies() -> None:
    assert flagged(post(1, text=OWN), post(2, text=OTHER)) == {}


def test_the_rendition_that_everybody_was_given_is_no_copying() -> None:
    own, limits = (OWN[:20], OTHER[:20]), Thresholds(text_signs=12)
    texts = [GIVEN.replace("〔你的感受 20–60 字〕", words) for words in own]
    given = [post(n, text=text, given=GIVEN) for n, text in enumerate(texts, start=1)]
    assert flagged(*given, limits=limits) == {}
    unknown = [post(n, text=text) for n, text in enumerate(texts, start=1)]
    assert flagged(*unknown, limits=limits) == {2: COPIED}


def test_own_words_copied_into_another_rendition_are_found() -> None:
    other_given = GIVEN.replace("姐妹们", "大家好呀").replace("有活动", "上新啦")
    one = post(1, text=GIVEN.replace("〔你的感受 20–60 字〕", OWN), given=GIVEN)
    two = post(2, text=other_given.replace("〔你的感受 20–60 字〕", OWN), given=other_given)
    assert flagged(one, two) == {2: COPIED}


def test_the_given_text_alone_leaves_nothing_of_ones_own() -> None:
    assert own_parts(GIVEN.replace("〔你的感受 20–60 字〕", ""), GIVEN) == []


def test_a_few_words_that_anybody_says_are_too_short_to_judge() -> None:
    assert flagged(post(1, text="好用，推荐给大家"), post(2, text="好用，推荐给大家")) == {}


def test_one_person_may_say_the_same_on_two_accounts() -> None:
    assert flagged(post(1, text=OWN), post(2, text=OWN, person_id=1)) == {}


def test_english_words_count_as_one_sign_each() -> None:
    one = "I kept it on my desk for three weeks and the mornings became a little quieter"
    two = "My kettle is older than this brand, still the first cup surprised the whole team"
    assert (
        flagged(
            post(1, text=one),
            post(2, text=two),
            limits=Thresholds(text_signs=12, text_similarity=0.4),
        )
        == {}
    )
    assert flagged(
        post(1, text=one), post(2, text=one.upper()), limits=Thresholds(text_signs=12)
    ) == {2: COPIED}


def test_a_text_that_hundreds_repeat_is_found_in_all_of_them_but_the_first() -> None:
    copies = [post(n, text=OWN + "。" * n) for n in range(1, 301)]
    assert flagged(*copies, limits=Thresholds(off=frozenset({Signal.RING}))).keys() == set(
        range(2, 301)
    )
