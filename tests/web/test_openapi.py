"""The API's description is true: of the example in it, of the words in it, of every answer."""

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.conversions import ConversionStatus, Kind
from domain.platforms import Platform
from domain.readings import RowFlaw
from tests.web.partner import Partner
from tests.web.schema import API, flaws, schema
from tests.web.site import Site
from web.api import conversions
from web.api.batches import MOST_ITEMS
from web.api.metrics import PATH
from web.api.openapi import PATH as DOCUMENT_PATH

READINGS = API["paths"][PATH]["post"]
CONVERSIONS = API["paths"][conversions.PATH]["post"]
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=6,
)
FIELDS = (
    *("link", "platform", "post_id", "assignment", "observed_at", "views", "likes", "saves"),
    *("id", "kind", "status", "amount_minor", "currency", "occurred_at", "refunded_minor", "buyer"),
)
WORDS = some.sampled_from(["order", "approved", "CNY", 9_900, "2026-11-23T12:00:00Z", "douyin"])
ITEM = some.dictionaries(some.sampled_from(FIELDS), JSON | WORDS) | JSON


async def test_it_is_served_to_everybody(site: Site) -> None:
    answer = await (await site.guest()).get(DOCUMENT_PATH)
    assert json.loads(answer.text) == API


@pytest.mark.parametrize(("operation", "name"), [(READINGS, "Batch"), (CONVERSIONS, "Conversions")])
def test_its_examples_fit(operation: dict[str, Any], name: str) -> None:
    content = operation["requestBody"]["content"]["application/json"]
    assert content["schema"]["$ref"].endswith(f"/{name}")
    assert list(flaws(content["example"], schema(name))) == []
    (items,) = schema(name)["properties"].values()
    assert items["maxItems"] == MOST_ITEMS


def test_its_words_are_ours() -> None:
    assert set(schema("Platform")["enum"]) == set(Platform)
    assert set(schema("Conversion")["properties"]["kind"]["enum"]) == set(Kind)
    assert set(schema("Conversion")["properties"]["status"]["enum"]) == set(ConversionStatus)
    assert set(schema("Result")["properties"]["code"]["enum"]) == set(RowFlaw) - {
        RowFlaw.TOO_MANY_CELLS  # of files alone
    }


def test_it_names_every_way_in_and_nothing_it_does_not_explain(site: Site) -> None:
    served = {
        (route.resource.canonical, route.method.lower())
        for route in site.app.router.routes()
        if route.resource is not None
        and route.resource.canonical.startswith("/api/")
        and route.resource.canonical != DOCUMENT_PATH
    }
    described = {(path, method) for path, ways in API["paths"].items() for method in ways}
    assert described == served
    for ref in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(API)):
        found = API
        for step in ref.split("/"):
            found = found[step]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=some.sampled_from([PATH, conversions.PATH]),
    body=some.dictionaries(
        some.sampled_from(["readings", "conversions"]), some.lists(ITEM, max_size=4)
    )
    | JSON,
)
async def test_whatever_is_signed_gets_an_answer_it_describes(
    site: Site, path: str, body: object
) -> None:
    encoded = json.dumps(body).encode()
    answer = await Partner(await site.guest()).send_body(
        encoded, id_=f"fuzz_{hash((path, encoded))}", path=path
    )
    assert str(answer.status) in API["paths"][path]["post"]["responses"]
    facts = json.loads(answer.text)
    wanted = schema("Recorded" if answer.status == 200 else "Problem")
    assert list(flaws(facts, wanted)) == []
    if answer.status == 200:
        assert [each["index"] for each in facts["results"]] == list(range(len(facts["results"])))
