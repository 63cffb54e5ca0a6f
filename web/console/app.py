"""The console's routes: each page and form goes through the guard, or is named here as open."""

import asyncio
from typing import Final

from aiohttp import web

from web.console import (
    bank_answers,
    books,
    broadcasts,
    budgets,
    confirming,
    creators,
    disputes,
    draft_buttons,
    drafts,
    front,
    guard,
    pages,
    payouts,
    preferences,
    proofs,
    reviews,
    risk,
    risk_trial,
    segments,
    settlement_runs,
    sign_in,
    statements,
    terms,
    webhooks,
    why,
)
from web.console.guard import ForStaff, for_staff

PREFIX: Final = "/console"
_ID: Final = r"{%s:[0-9]{1,18}}"
_CAMPAIGN: Final = "/campaigns/" + _ID % "campaign_id"
_SUBMISSION: Final = "/reviews/" + _ID % "submission_id"
_PROOF: Final = "/proofs/" + _ID % "proof_id"
_BATCH: Final = "/payouts/" + _ID % "batch_id"
_ANSWERS: Final = "/payouts/answers"
_ANSWER: Final = _ANSWERS + "/" + _ID % "upload_id"
_PERIOD: Final = "/{period:[0-9]{4}(-[0-9]{2})?}"
_STATEMENT: Final = "/statements/" + _ID % "person_id" + _PERIOD
_FILE: Final = "/file.{kind:[a-z]{3,4}}"
_BROADCAST: Final = "/broadcasts/" + _ID % "broadcast_id"
_DISPUTE: Final = "/disputes/" + _ID % "dispute_id"
_CREATOR: Final = "/creators/" + _ID % "person_id"
_CASE: Final = "/risk/" + _ID % "case_id"

PAGES: Final[dict[str, ForStaff]] = {
    "": front.front,
    _CAMPAIGN: front.campaign,
    _CAMPAIGN + "/terms": terms.shown,
    "/reviews": reviews.queue,
    _SUBMISSION: reviews.one,
    _PROOF: proofs.picture,
    "/payouts": payouts.batches,
    _BATCH: payouts.batch,
    _ANSWER: bank_answers.shown,
    "/books/{language:[a-z]{1,12}}": books.file,
    _CAMPAIGN + "/statement": statements.campaign,
    _CAMPAIGN + "/statement" + _FILE: statements.campaign_file,
    "/statements": statements.listed,
    "/statements" + _PERIOD + _FILE: statements.list_file,
    _STATEMENT: statements.one,
    _STATEMENT + _FILE: statements.file,
    "/why/" + _ID % "assignment_id": why.one,
    "/settle": settlement_runs.overview,
    "/risk": risk.cases,
    "/risk/settings": risk_trial.settings,
    _CASE: risk.one,
    "/broadcasts": broadcasts.listed,
    "/broadcasts/new": drafts.new,
    _BROADCAST: broadcasts.one,
    _BROADCAST + "/confirm": confirming.ask,
    _BROADCAST + "/offer": draft_buttons.choose,
    _BROADCAST + "/file.csv": broadcasts.file,
    "/segments": segments.listed,
    "/disputes": disputes.listed,
    _DISPUTE: disputes.one,
    _DISPUTE + "/files/" + _ID % "event_id": disputes.file,
    "/creators": creators.listed,
    _CREATOR: creators.one,
    "/webhooks": webhooks.listed,
    _CASE + "/pictures/" + _ID % "event_id": risk.picture,
}
FORMS: Final[dict[str, ForStaff]] = {
    _SUBMISSION: reviews.decide,
    _SUBMISSION + "/screenshot": proofs.ask,
    _CAMPAIGN + "/terms": terms.change,
    _CAMPAIGN + "/budget": budgets.raise_it,
    "/payouts/prepare": payouts.prepare,
    _BATCH + "/approve": payouts.approve,
    _BATCH + "/withdraw": payouts.withdraw,
    _BATCH + "/file": payouts.file,
    _ANSWERS: bank_answers.bring,
    _ANSWER + "/book": bank_answers.book,
    "/second-tries/" + _ID % "payout_id": payouts.try_again,
    "/payouts/items/" + _ID % "payout_id" + "/bounce": payouts.book_bounce,
    "/payouts/refused/" + _ID % "refused_id": payouts.resolve,
    "/debts/" + _ID % "person_id" + "/{currency:[A-Z]{3,4}}": payouts.write_off,
    "/repayments/" + _ID % "person_id" + "/{currency:[A-Z]{3,4}}": payouts.repay,
    _CASE: risk.decide,
    "/broadcasts/new": drafts.make,
    _BROADCAST: broadcasts.act,
    _BROADCAST + "/confirm": confirming.confirm,
    "/segments": segments.keep,
    "/settle": settlement_runs.settle,
    "/settle/" + _ID % "assignment_id": settlement_runs.settle_one,
    "/settle/" + _ID % "assignment_id" + "/leave-out": settlement_runs.leave_out,
    "/settle/" + _ID % "assignment_id" + "/floor": settlement_runs.pay_floor,
    _DISPUTE: disputes.decide,
    _CREATOR: creators.act,
    "/webhooks": webhooks.act,
    "/language": preferences.speak,
    "/sign-out": preferences.sign_out,
    "/sign-out-everywhere": preferences.sign_out_everywhere,
}
WITH_FILES: Final = frozenset({_ANSWERS})
"""Forms that bring a file; no other one may be as long as that."""
ENTRANCE: Final = r"/enter/{token:[\w-]{1,128}}"


def make_console() -> web.Application:
    app = web.Application(middlewares=[guard.in_words, guard.only_from_us])
    app[risk_trial.ONE_AT_A_TIME] = asyncio.Lock()
    app.add_routes(web.get(path, for_staff(page)) for path, page in PAGES.items())
    app.add_routes(
        web.post(path, for_staff(form, brings_file=path in WITH_FILES))
        for path, form in FORMS.items()
    )
    app.add_routes([web.get(ENTRANCE, sign_in.offer), web.post(ENTRANCE, sign_in.enter)])
    app.add_routes([web.get("/", sign_in.home)])
    app.add_routes([web.get(r"/static/{name:[a-z_]+\.(css|svg)}", pages.static)])
    return app
