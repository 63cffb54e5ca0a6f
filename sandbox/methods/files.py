"""getFile: where to download a file that was sent to the bot or by it."""

from sandbox.errors import bad_request
from sandbox.files import MOST_DOWNLOAD_BYTES
from sandbox.methods.registry import Call, Result, method


@method("getFile", changes=False)
def get_file(call: Call) -> Result:
    file_id = call.params.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = call.world.files.find(call.bot.id, file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.data) > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return stored.as_json() | {"file_path": stored.path}
