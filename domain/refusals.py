"""What a refusal of Telegram's is about: one chat, what is said, what we owe; decides nothing.

Telegram's own words are all there is to go by: one 400 serves for everything. Where it names an
error of its protocol (core.telegram.org/method/messages.sendMessage) that stands in capitals.
"""

from enum import StrEnum
from typing import Final


class About(StrEnum):
    """Whom the next one like it would hit."""

    READER = "reader"  # this chat alone
    MESSAGE = "message"  # whoever gets these words, this file, these buttons
    STARS = "stars"  # whoever is sent anything that is paid for
    UNCLEAR = "unclear"


# A chat that will never take a message of ours.
GONE: Final = ("chat not found", "user is deactivated", "peer_id_invalid", "user not found")
_BY_WORDS: Final[dict[About, tuple[str, ...]]] = {
    About.READER: (
        *GONE,
        *("can't initiate conversation", "user_is_blocked", "input_user_deactivated"),
        *("chat_write_forbidden", "chat_restricted", "no rights to send", "not enough rights"),
        *("privacy_premium_required", "allow_payment_required", "group chat was upgraded"),
    ),
    About.STARS: ("balance_too_low", "not enough stars", "not enough telegram stars"),
    # What a reader's own name may have spoiled is none of these: entities, lengths, empty texts.
    About.MESSAGE: (
        *("wrong file identifier", "wrong remote file identifier", "file_reference_"),
        *("file_id_invalid", "failed to get http url content", "wrong type of the web page"),
        *("webpage_curl_failed", "webpage_media_empty", "type of file mismatch"),
        *("media_empty", "media_invalid", "photo_invalid", "image_process_failed"),
        *("button_url_invalid", "button url", "button_type_invalid", "button_data_invalid"),
        *("button_copy_text_invalid", "reply_markup_invalid", "can't parse reply keyboard"),
        *("can't parse inline keyboard", "reply markup is too long"),
    ),
}


def about(words: str) -> About:
    said = words.lower()
    for each, parts in _BY_WORDS.items():
        if any(part in said for part in parts):
            return each
    return About.UNCLEAR
