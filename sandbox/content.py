"""What a message carries: text, or media with a caption; the JSON of each as the Bot API has it."""

from dataclasses import dataclass, field

from sandbox.text.formatted import EMPTY, FormattedText
from sandbox.wire import Json

# Media that may stand together in one album, and those that stand only with their like.
ALBUM_KINDS = frozenset({"photo", "video", "audio", "document"})
UNMIXED_KINDS = frozenset({"audio", "document"})
CAPTIONED_KINDS = ALBUM_KINDS | {"animation", "voice"}

MOST_TEXT = 4096
MOST_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Content:
    """`kind` names the media field of the message (`photo`, `contact`, …) or is `text`.

    `text` is the caption when there is media. `media` holds the media field (and its aliases)
    ready for JSON; `options` the flags that travel with it, like `has_media_spoiler`.
    """

    kind: str
    text: FormattedText = EMPTY
    media: Json = field(default_factory=dict)
    options: Json = field(default_factory=dict)

    def write_to(self, shown: Json) -> None:
        """Adds the content's fields to a Bot API `Message`."""
        if self.media:
            shown.update(self.media)
        words = self.text
        if self.kind == "text" or words.text:
            name = "text" if self.kind == "text" else "caption"
            shown[name] = words.text
            if words.entities:
                field_name = "entities" if self.kind == "text" else "caption_entities"
                shown[field_name] = [entity.as_json() for entity in words.entities]
        if self.options:
            shown.update(self.options)

    @property
    def file_unique_id(self) -> str:
        """Stable per file, empty for content without one."""
        media = self.media.get(self.kind)
        if isinstance(media, list):
            media = media[-1]
        return str(media.get("file_unique_id", "")) if isinstance(media, dict) else ""


def text_content(text: FormattedText, options: Json | None = None) -> Content:
    return Content("text", text, {}, options or {})
