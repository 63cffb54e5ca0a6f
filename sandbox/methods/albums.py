"""sendMediaGroup: several media as one album."""

from sandbox.content import UNMIXED_KINDS, Content
from sandbox.errors import bad_request
from sandbox.methods.input_media import input_media
from sandbox.methods.registry import Call, Result, method
from sandbox.methods.sending import send_all

_MOST_IN_ALBUM = 10


@method("sendMediaGroup")
def send_media_group(call: Call) -> Result:
    if not call.params.values.get("media"):
        raise bad_request('Parameter "media" is required')
    given = call.params.json("media", "media")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of InputMedia")
    album = [input_media(call, value, for_album=True) for value in given]
    _check(album)
    return [message.as_json() for message in send_all(call, album)]


def _check(album: list[Content]) -> None:
    if len(album) > _MOST_IN_ALBUM:
        raise bad_request("Too many messages to send as an album")
    if not album:
        raise bad_request("There are no messages to send")
    kinds = {content.kind for content in album}
    if len(kinds) > 1:
        for kind in sorted(kinds & UNMIXED_KINDS):
            raise bad_request(f"{kind.title()} can't be mixed with other media types")
