"""What the TOML parser finds wrong, in a coordinator's words; its own are English."""

from typing import Final

from words.speech import Html, Speech, msg

# How tomllib begins what it says, and what that means to somebody who edits a file by hand.
_FAULTS: Final = {
    "Expected '='": msg("an equals sign is missing after the key"),
    "Expected ']": msg("a closing square bracket is missing"),
    "Expected newline": msg("something is left over behind the value"),
    "Invalid statement": msg("a line begins with a key: a–z, 0–9 and hyphens, or in quotes"),
    "Invalid initial character": msg("a key is missing, or holds a sign that needs quotes"),
    "Invalid value": msg("this is no value; texts stand in quotes"),
    "Invalid date": msg("this day or time does not exist"),
    "Invalid hex": msg("a backslash in a text: write it twice"),
    "Unescaped": msg("a backslash in a text: write it twice"),
    "Escaped character": msg("a backslash in a text: write it twice"),
    "Unclosed array": msg("a list is not closed, or lacks a comma"),
    "Unclosed inline table": msg("a table in braces is not closed, or lacks a comma"),
    "Unterminated string": msg("a text is not closed: its last quote is missing"),
    "Expected": msg("a text is not closed: its last quote is missing"),
    "Found invalid character '\\n'": msg("a text is not closed: its last quote is missing"),
    "Illegal character '\\n'": msg("a text is not closed: its last quote is missing"),
    "Found invalid character": msg("there is an invisible sign"),
    "Illegal character": msg("there is an invisible sign"),
    "Cannot": msg("this key or table is there already"),
    "Duplicate": msg("this key or table is there already"),
    "Exceeds": msg("this number is too long"),
}


def fault(message: str, say: Speech) -> Html:
    """Of a message that nobody has met yet only that the file is none."""
    for beginning, words in _FAULTS.items():
        if message.startswith(beginning):
            return say("this is not TOML: {fault}", fault=say(words))
    return say("this is not TOML")
