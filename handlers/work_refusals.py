"""What the refusals about links, drafts and reviews sound like."""

from collections.abc import Callable
from typing import Any, Final

from domain import review
from domain import submission as handing_in
from domain.assignment import AssignmentStatus
from domain.errors import Refusal
from domain.extension import NoMoreTime
from domain.links import PageKind
from domain.platforms import Platform
from words.names import name
from words.speech import Html, Speech, msg

NOUNS: Final = {"submission": msg("This submission is no longer here. See /review")}
_ENDED: Final = {
    AssignmentStatus.EXPIRED: msg(
        "The deadline of “{title}” has passed, so it takes no link any more. See /tasks"
    ),
    AssignmentStatus.RELEASED: msg("You gave “{title}” back. Claim it again first: /tasks"),
    AssignmentStatus.REJECTED: msg("“{title}” was rejected and takes no link any more. See /my"),
    AssignmentStatus.VOID: msg("“{title}” does not count any more and takes no link. See /my"),
    AssignmentStatus.APPROVED: msg("“{title}” is approved already: nothing to hand in."),
    AssignmentStatus.SETTLED: msg("“{title}” is settled already: nothing to hand in."),
}
_TAKEN_FOR: Final = {
    PageKind.PROFILE: msg(
        "That is a profile on {platform}, not a post. Open the post itself, tap Share and copy its "
        "link."
    ),
    PageKind.LIVE: msg(
        "That is a live room on {platform}: it is gone when it ends. Which published post is it? "
        "Open it, tap Share and copy its link."
    ),
    PageKind.STORY: msg(
        "That is a story on {platform}: it is gone after a day. Which post that stays is it? Open "
        "it, tap Share and copy its link."
    ),
    PageKind.LIST: msg(
        "That is a list of many posts on {platform}. Which one is yours? Open it, tap Share and "
        "copy its link."
    ),
    PageKind.CUT: msg(
        "That looks like a post on {platform}, but its number is missing or cut off. Open the "
        "post, tap Share and copy the whole link."
    ),
    PageKind.OTHER: msg(
        "That is a page of {platform}, but no post. Open the post, tap Share and copy its link."
    ),
}


def _not_a_post(refusal: handing_in.NotAPost, say: Speech) -> Html:
    return say(_TAKEN_FOR[refusal.kind], platform=name(refusal.platform, say))


def _unknown_site(refusal: handing_in.UnknownSite, say: Speech) -> Html:
    return say(
        "{host} is none of our platforms. Paste the link of your post on one of these: {platforms}",
        host=refusal.host,
        platforms=say(", ").join(name(each, say) for each in Platform),
    )


def _nothing_open(refusal: handing_in.NothingOpen, say: Speech) -> Html:
    return say(
        "None of your tasks waits for a link from {platform}. See /tasks",
        platform=name(refusal.platform, say),
    )


def _wrong_platform(refusal: handing_in.WrongPlatform, say: Speech) -> Html:
    return say(
        "This link is from {platform}, but your open tasks are on: {open_on}. See /my",
        platform=name(refusal.platform, say),
        open_on=say(", ").join(name(each, say) for each in refusal.open_on),
    )


def _foreign(refusal: handing_in.ForeignAccount, say: Speech) -> Html:
    return say(
        "This post is from another {platform} account. It must be published as {handle}.",
        platform=name(refusal.platform, say),
        handle=refusal.handle,
    )


def _duplicate(refusal: handing_in.DuplicatePost, say: Speech) -> Html:
    if refusal.is_own:
        return say("You have handed in this post already, and a post counts once. See /my")
    return say("This post has been handed in already. A post counts once.")


def _dead(refusal: handing_in.DeadWork, say: Speech) -> Html:
    return say(_ENDED[refusal.status], title=refusal.title)


def _in_review(refusal: handing_in.InReview, say: Speech) -> Html:
    if refusal.is_draft:
        return say(
            "“{title}” is with a reviewer already. To change the draft, replace it on its card: "
            "/my",
            title=refusal.title,
        )
    return say(
        "“{title}” is with a reviewer already. If the link was wrong, replace it on its card: /my",
        title=refusal.title,
    )


def _bad_draft(refusal: handing_in.BadDraft, say: Speech) -> Html:
    if not refusal.length:
        return say("Please send the draft as a text.")
    return say(
        "That is too long ({length}). Please keep the draft to {most} characters.",
        length=refusal.length,
        most=handing_in.LONGEST_DRAFT,
    )


def _no_more_time(refusal: NoMoreTime, say: Speech) -> Html:
    if refusal.had_more:
        return say(
            "“{title}” has had its extra time: one more deadline, once.", title=refusal.title
        )
    return say("“{title}” can have no more time: the task itself ends then.", title=refusal.title)


WORDINGS: Final[dict[type[Refusal], Callable[[Any, Speech], Html]]] = {
    handing_in.NoLinkGiven: lambda _, say: say(
        "I see no link in that. Tap Share in the app, copy the link and paste it here."
    ),
    handing_in.UnknownSite: _unknown_site,
    handing_in.NotAPost: _not_a_post,
    handing_in.NothingOpen: _nothing_open,
    handing_in.WrongPlatform: _wrong_platform,
    handing_in.ForeignAccount: _foreign,
    handing_in.DuplicatePost: _duplicate,
    handing_in.DeadWork: _dead,
    handing_in.DraftFirst: lambda refusal, say: say(
        "“{title}” wants a draft first: hand it in with /submit and publish once it is approved.",
        title=refusal.title,
    ),
    handing_in.InReview: _in_review,
    NoMoreTime: _no_more_time,
    handing_in.SamePost: lambda _, say: say("That is the link the reviewer has already."),
    handing_in.SameDraft: lambda _, say: say("That is the draft the reviewer has already."),
    handing_in.TooLateToTakeBack: lambda refusal, say: say(
        "The deadline of “{title}” has passed: taken back, it would expire. Replace the link "
        "instead.",
        title=refusal.title,
    ),
    handing_in.NoDraftWanted: lambda refusal, say: say(
        "“{title}” wants no draft: paste the link of your post.", title=refusal.title
    ),
    handing_in.BadDraft: _bad_draft,
    handing_in.LinkForDraft: lambda _, say: say(
        "That is only a link. Send the text you want to publish; its link comes once the draft is "
        "approved."
    ),
    review.Replaced: lambda _, say: say("The creator has replaced this. Here is the new one."),
    review.AlreadyDecided: lambda _, say: say("Decided already. Here is how it stands."),
    review.ClockRanOut: lambda _, say: say(
        "The review time is over: the creator was promised approval, so it can only be approved."
    ),
    review.ReasonNeeded: lambda _, say: say("Please choose a reason."),
    review.ClauseNeeded: lambda _, say: say("A rejection cites a clause of the brief."),
    review.NoteTooLong: lambda refusal, say: say(
        "That is too long ({length}). Please keep the note to {most} characters.",
        length=refusal.length,
        most=review.LONGEST_NOTE,
    ),
}
