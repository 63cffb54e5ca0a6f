"""What each number of the risk rules is about, in one line; where it begins is domain.risk."""

from typing import Final

from domain.risk.evidence import Signal
from words.speech import Html, Speech, msg

OF_SIGNAL: Final[dict[Signal, dict[str, str]]] = {
    Signal.DUPLICATE_LINK: {
        "link_repeats": msg("Earlier hand-ins of one post that are forgiven"),
    },
    Signal.COPIED_TEXT: {
        "text_similarity": msg("Share of own words in common, 1 is all"),
        "text_signs": msg("Own signs before a text is compared"),
    },
    Signal.REUSED_IMAGE: {
        "picture_distance": msg("Bits of 64 in which two pictures may differ"),
    },
    Signal.SHARED_PAYOUT: {
        "payee_people": msg("People who are paid in one place"),
    },
    Signal.SPIKE: {
        "spike_deviations": msg("Deviations from the usual"),
        "spike_history": msg("Earlier posts of the account, at least"),
        "spike_factor": msg("Times the campaign's median"),
        "spike_peers": msg("Posts of the campaign, at least"),
        "spike_counts": msg("The count that stands out, at least"),
    },
    Signal.IMPOSSIBLE_COUNTS: {
        "interactions_per_view": msg("Interactions for each view"),
        "saves_per_like": msg("Saves for each like"),
        "fall_tolerance": msg("Share that may be taken back, 1 is all"),
        "counts_from": msg("Counts that are compared, at least"),
    },
    Signal.DISAGREEMENT: {
        "source_gap": msg("Share by which two sources may differ, 1 is all"),
    },
    Signal.POSTER_MISMATCH: {},
    Signal.EARLY_PUBLICATION: {
        "claim_grace_minutes": msg("Minutes before the claim that are forgiven"),
    },
    Signal.VELOCITY: {
        "claims_per_hour": msg("Claims of one person in an hour"),
        "posts_per_day": msg("Posts of one person in a day"),
    },
    Signal.RING: {
        "ring_people": msg("People in a ring, at least"),
        "ring_common": msg("Partners that any two have in common"),
        "ring_engagements": msg("Posts of each other they engaged with"),
        "ring_texts": msg("Texts they have in common"),
    },
}
"""Every number of the rules stands with the signal that it is of first."""


def threshold(key: str, say: Speech) -> Html:
    return say(_LABELS[key])


_LABELS: Final = {key: label for keys in OF_SIGNAL.values() for key, label in keys.items()}
