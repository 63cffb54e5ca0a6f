"""Why a file was not opened at all, in a reader's words; nothing is judged here."""

from typing import Final

from domain.files import Danger, UnsafeFile
from words.speech import Html, Speech, msg

_MIB: Final = 1024 * 1024
_DANGERS: Final = {
    Danger.NAME: msg("This file's name holds signs that a name must not have. Please rename it."),
    Danger.KIND: msg("I do not take this kind of file."),
    Danger.WRONG_KIND: msg("What is in this file does not fit its name. Please save it anew."),
    Danger.BOMB: msg("This file unpacks to far too much, so I did not open it."),
    Danger.NESTED: msg("There is another archive inside this file, so I did not open it."),
    Danger.INNER_PATH: msg("This file holds parts with forbidden paths, so I did not open it."),
    Danger.LOCKED: msg("This file is locked. Please save it without a password."),
    Danger.PROGRAM: msg("This workbook holds a program. Please save it without macros."),
    Danger.ENTITIES: msg("This file is not made as such files are made. Please save it anew."),
    Danger.TOO_LONG: msg("A sheet may have {most} rows. Please split it."),
    Danger.TOO_WIDE: msg(
        "The values of a sheet lie too far apart. Please move them together: rows times columns "
        "may be {most}."
    ),
    Danger.TOO_MANY_PIXELS: msg("A picture may have {millions} million pixels. Make it smaller."),
    Danger.BROKEN: msg("This file is damaged. Please save it anew and send it again."),
}


def file_refused(refusal: UnsafeFile, say: Speech) -> Html:
    if refusal.danger is Danger.TOO_LARGE:
        return _too_large(refusal.most, say)
    most = f"{refusal.most:,}"
    return say(_DANGERS[refusal.danger], most=most, millions=refusal.most // 1_000_000)


def _too_large(most: int, say: Speech) -> Html:
    if most < _MIB:
        return say("This file is too large: {most} KB are allowed.", most=most // 1024)
    return say("This file is too large: {most} MB are allowed.", most=most // _MIB)
