"""Personal fields of a broadcast as its reader reads them; what they are called to its maker."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.deep_links import Referral, encode
from domain.personal_fields import Field
from domain.platforms import Platform
from words import names
from words.punctuation import labelled
from words.speech import Html, Speech, msg

# What stands for a value that who tries a draft has none of.
_EXAMPLES: Final = {
    Field.NAME: msg("(your name)"),
    Field.ACCOUNT: msg("(your account)"),
    Field.PLATFORM: msg("(its platform)"),
    Field.FOLLOWERS: msg("(its followers)"),
    Field.WORKS: msg("(your works)"),
    Field.INVITE: msg("(your invite link)"),
}


def spoken(values: Mapping[str, Any], bot_name: str, say: Speech) -> dict[str, str]:
    """Each in words, empty where there is none; of what was not asked for none."""
    return {name: _spoken(Field(name), value, bot_name, say) for name, value in values.items()}


def _spoken(field: Field, value: Any, bot_name: str, say: Speech) -> str:
    if value is None or value == "":
        return ""
    match field:
        case Field.PLATFORM:
            return names.name(Platform(value), say).unescape()
        case Field.FOLLOWERS | Field.WORKS:
            return f"{value:,}"
        case Field.INVITE:
            return f"https://t.me/{bot_name}?start={encode(Referral(value))}"
        case _:
            return str(value)


def filled(values: Mapping[str, Any], say: Speech) -> list[Html]:
    """How its maker would find a draft's fields filled; nothing where it has none."""
    if not values:
        return []
    told = spoken({name: value for name, value in values.items() if name != Field.INVITE}, "", say)
    own = {name: value for name, value in told.items() if value}
    shown = examples(values, say) | own
    lines = [labelled(f"{{{name}}}", shown[name], say) for name in values]
    return [say("🏷 Filled in for each reader, for you:\n{fields}", fields=Html("\n").join(lines))]


def offered(say: Speech) -> Html:
    """What may be written, before it is."""
    words = {each.value: Html("<code>{}</code>").format(f"{{{each}}}") for each in Field}
    return say(
        "These become each reader's own, and what somebody has none of is left out: {name}, "
        "{account}, {platform} and {followers} of that account, {works} (how many were approved), "
        "{invite} (the link by which they invite others).",
        **words,
    )


def examples(fields: Iterable[str], say: Speech) -> dict[str, str]:
    return {each: say(_EXAMPLES[Field(each)]).unescape() for each in fields}
