"""The command list by scope and language, and the button beside the composer."""

import re
from typing import Any

from sandbox.bots import CommandScope
from sandbox.errors import ApiError, bad_request
from sandbox.events import EventType
from sandbox.methods.access import chat_of
from sandbox.methods.registry import Call, Result, method
from sandbox.text.links import BadLink, checked_link
from sandbox.wire import Json

_MOST_COMMANDS = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_WIDE = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_IN_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")


@method("setMyCommands")
def set_my_commands(call: Call) -> Result:
    given = call.params.json("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of BotCommand")
    commands = [_command(value) for value in given]
    if len(commands) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return _keep(call, commands)


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> Result:
    return _keep(call, [])


@method("getMyCommands", changes=False)
def get_my_commands(call: Call) -> Result:
    return call.bot.commands.get(_key(call), [])


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> Result:
    button = _menu_button(call.params.json("menu_button", "menu button"))
    if call.params.text("chat_id"):
        chat = chat_of(call)
        call.chat_id = chat.id
        chat.menu_button = None if button["type"] == "default" else button
    else:
        call.bot.menu_button = {"type": "commands"} if button["type"] == "default" else button
    call.world.events.publish(EventType.COMMANDS, data={"bot_id": call.bot.id})
    return True


@method("getChatMenuButton", changes=False)
def get_chat_menu_button(call: Call) -> Result:
    if call.params.text("chat_id"):
        return chat_of(call).menu_button or {"type": "default"}
    return call.bot.menu_button


def language_of(call: Call) -> str:
    code = call.params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("Invalid language code specified")
    return code


def _keep(call: Call, commands: list[Json]) -> bool:
    key = _key(call)
    if commands:
        call.bot.commands[key] = commands
    else:
        call.bot.commands.pop(key, None)
    call.world.events.publish(EventType.COMMANDS, data={"bot_id": call.bot.id})
    return True


def _key(call: Call) -> tuple[CommandScope, str]:
    return _scope(call), language_of(call)


def _scope(call: Call) -> CommandScope:
    value = call.params.json("scope", "BotCommandScope")
    if value is None:
        return CommandScope("default")
    if not isinstance(value, dict):
        raise _wrong_scope("BotCommandScope must be an Object")
    type_ = value.get("type")
    if type_ in _WIDE:
        return CommandScope(str(type_))
    if type_ not in _IN_CHAT:
        raise _wrong_scope("Unsupported type specified")
    if not value.get("chat_id"):
        raise _wrong_scope("Empty chat_id specified")
    user_id = int(value.get("user_id") or 0)
    if type_ == "chat_member" and user_id <= 0:
        raise _wrong_scope("Invalid user_id specified")
    call.params.values["chat_id"] = value["chat_id"]
    return CommandScope(str(type_), chat_of(call).id, user_id)


def _command(value: Any) -> Json:
    if not isinstance(value, dict):
        raise _wrong_command("expected an Object")
    for name in ("command", "description"):
        if not isinstance(value.get(name), str):
            raise _wrong_command(f'Can\'t find field "{name}"')
    command, description = value["command"].strip(), value["description"].strip()
    command = command.removeprefix("/")
    for what, text, most in (
        ("Command", command, 32),
        ("Command description", description, 256),
    ):
        if not text:
            raise bad_request(f"{what} must be non-empty")
        if len(text) > most:
            raise bad_request(f"{what} length must not exceed {most}")
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _menu_button(value: Any) -> Json:
    if value is None:
        return {"type": "default"}
    if not isinstance(value, dict):
        raise _wrong_button("MenuButton must be an Object")
    type_ = value.get("type")
    if type_ in ("default", "commands"):
        return {"type": type_}
    if type_ != "web_app":
        raise _wrong_button("MenuButton has unsupported type")
    text, url = value.get("text"), (value.get("web_app") or {}).get("url")
    if not text or not isinstance(url, str):
        raise bad_request("Menu button text must be non-empty")
    try:
        url = checked_link(url, https_only=True)
    except BadLink as bad:
        raise bad_request(f"Menu button Web App URL '{url}' is invalid: {bad}") from None
    return {"type": type_, "text": text, "web_app": {"url": url}}


def _wrong_scope(reason: str) -> ApiError:
    return bad_request(f"Can't parse BotCommandScope: {reason}")


def _wrong_command(reason: str) -> ApiError:
    return bad_request(f"Can't parse BotCommand: {reason}")


def _wrong_button(reason: str) -> ApiError:
    return bad_request(f"Can't parse menu button: {reason}")
