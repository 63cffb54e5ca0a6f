"""The bot's own account: who it is, its name and descriptions by language, its Stars."""

from sandbox.errors import bad_request
from sandbox.events import EventType
from sandbox.methods.commands import language_of
from sandbox.methods.registry import Call, Result, method


@method("getMe", changes=False)
def get_me(call: Call) -> Result:
    return call.bot.as_me()


@method("getMyStarBalance", changes=False)
def get_my_star_balance(call: Call) -> Result:
    return call.bot.purse.as_json()


@method("logOut", changes=False)
def log_out(call: Call) -> Result:
    return True


@method("close", changes=False)
def close(call: Call) -> Result:
    return True


@method("setMyName")
def set_my_name(call: Call) -> Result:
    return _set(call, call.bot.names, "name", 64)


@method("getMyName", changes=False)
def get_my_name(call: Call) -> Result:
    return {"name": _get(call, call.bot.names)}


@method("setMyDescription")
def set_my_description(call: Call) -> Result:
    return _set(call, call.bot.descriptions, "description", 512)


@method("getMyDescription", changes=False)
def get_my_description(call: Call) -> Result:
    return {"description": _get(call, call.bot.descriptions)}


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> Result:
    return _set(call, call.bot.short_descriptions, "short_description", 120)


@method("getMyShortDescription", changes=False)
def get_my_short_description(call: Call) -> Result:
    return {"short_description": _get(call, call.bot.short_descriptions)}


def _set(call: Call, texts: dict[str, str], name: str, most: int) -> bool:
    language = language_of(call)
    text = call.params.text(name).strip()
    if len(text) > most:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    elif language or texts is not call.bot.names:
        texts.pop(language, None)
    call.world.events.publish(EventType.COMMANDS, data={"bot_id": call.bot.id})
    return True


def _get(call: Call, texts: dict[str, str]) -> str:
    return texts.get(language_of(call)) or texts.get("", "")
