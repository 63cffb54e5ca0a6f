"""The API's description is true: of the example in it, of the words in it, of every answer."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.platforms import Platform
from domain.readings import RowFlaw
from tests.web.partner import Partner
from tests.web.schema import API, flaws, schema
from tests.web.site import Site
from web.api.metrics import MOST_ITEMS, PATH
from web.api.openapi import PATH as DOCUMENT_PATH

OPERATION = API["paths"][PATH]["post"]
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=6,
)
FIELDS = ("link", "platform", "post_id", "observed_at", "views", "likes", "saves")
READING = some.dictionaries(some.sampled_from(FIELDS), JSON) | JSON


async def test_it_is_served_to_everybody(site: Site) -> None:
    answer = await (await site.guest()).get(DOCUMENT_PATH)
    assert json.loads(answer.text) == API


def test_its_example_fits_and_its_words_are_ours() -> None:
    example = OPERATION["requestBody"]["content"]["application/json"]["example"]
    assert list(flaws(example, schema("Batch"))) == []
    assert schema("Batch")["properties"]["readings"]["maxItems"] == MOST_ITEMS
    assert set(schema("Reading")["properties"]["platform"]["enum"]) == set(Platform)
    of_files_alone = {RowFlaw.TOO_MANY_CELLS, RowFlaw.BAD_AMOUNT, RowFlaw.BAD_CURRENCY}
    assert set(schema("Result")["properties"]["code"]["enum"]) == set(RowFlaw) - of_files_alone


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=some.dictionaries(some.sampled_from(["readings"]), some.lists(READING, max_size=4)) | JSON
)
async def test_whatever_is_signed_gets_an_answer_it_describes(site: Site, body: object) -> None:
    encoded = json.dumps(body).encode()
    answer = await Partner(await site.guest()).send_body(encoded, id_=f"fuzz_{hash(encoded)}")
    assert str(answer.status) in OPERATION["responses"]
    facts = json.loads(answer.text)
    wanted = schema("Recorded" if answer.status == 200 else "Problem")
    assert list(flaws(facts, wanted)) == []
    if answer.status == 200:
        assert [each["index"] for each in facts["results"]] == list(range(len(facts["results"])))
