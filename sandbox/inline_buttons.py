"""One button of an inline keyboard: what it may carry and Telegram's words when it may not."""

from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.text.links import BadLink, checked_link, linked_user_id
from sandbox.wire import Json

_STYLES = frozenset({"primary", "success", "danger"})
_MOST_CALLBACK_BYTES = 64
_MOST_COPIED = 256


def inline_button(button: Any) -> Json:
    """The button as Telegram gives it back."""
    if not isinstance(button, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise _wrong('Can\'t find field "text"')
    shown: Json = {"text": text}
    if icon := button.get("icon_custom_emoji_id"):
        shown["icon_custom_emoji_id"] = str(icon)
    style = str(button.get("style") or "").lower()
    if style in _STYLES:
        shown["style"] = style
    elif style not in ("", "default"):
        raise _wrong("invalid button style specified")
    shown.update(_action(button))
    return shown


def _action(button: Json) -> Json:
    """What pressing does; Telegram looks for the kinds in this order."""
    if url := button.get("url"):
        return {"url": _link(str(url), "Inline keyboard button")}
    if data := button.get("callback_data"):
        if len(str(data).encode()) > _MOST_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": str(data)}
    action = _inline_query(button) or _web_action(button) or _copy(button)
    if not action:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    return action


def _inline_query(button: Json) -> Json:
    if button.get("callback_game") is not None or button.get("pay"):
        raise bad_request("BUTTON_TYPE_INVALID")
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if button.get(name) is not None:
            return {name: str(button[name])}
    chosen = button.get("switch_inline_query_chosen_chat")
    return {"switch_inline_query_chosen_chat": chosen} if chosen else {}


def _web_action(button: Json) -> Json:
    if login := button.get("login_url"):
        return {"url": _link(_field(login, "url"), "Inline keyboard button login", https=True)}
    if web_app := button.get("web_app"):
        url = _link(_field(web_app, "url"), "Inline keyboard button Web App", https=True)
        return {"web_app": {"url": url}}
    return {}


def _copy(button: Json) -> Json:
    copy_text = button.get("copy_text")
    if not copy_text:
        return {}
    copied = _field(copy_text, "text")
    if not 1 <= len(copied) <= _MOST_COPIED:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"copy_text": {"text": copied}}


def _link(url: str, owner: str, *, https: bool = False) -> str:
    if linked_user_id(url) and not https:
        return url
    try:
        return checked_link(url, https_only=https)
    except BadLink as bad:
        raise bad_request(f"{owner} URL '{url}' is invalid: {bad}") from None


def _field(value: Any, name: str) -> str:
    if not isinstance(value, dict) or not isinstance(value.get(name), str):
        raise _wrong(f'Can\'t find field "{name}"')
    return str(value[name])


def _wrong(reason: str) -> ApiError:
    return bad_request(f"Can't parse inline keyboard button: {reason}")
