"""Every claim gets a text of its own, kept for good; neighbours of one task are no clones."""

import threading

from domain.fingerprints import number_of
from domain.platforms import Platform
from domain.renditions import missing
from services import assignments
from storage import renditions
from tests.handed_in import held
from tests.world import NOW, World, add_account, creator, live_campaign


def test_a_rendition_is_kept_word_for_word_with_what_it_must_carry(world: World) -> None:
    mine = world.do(held)
    given = world.do(renditions.of, mine.assignment_id)
    assert given is not None
    assert number_of(given.fingerprint) == mine.assignment_id
    lacking = {part.kind for part in missing(given.text, given)}
    assert lacking == {"own_words"}  # all that is left to do is the creator's own part
    assert missing(given.text.replace("〔你的感受〕", "真好听"), given) == ()


def test_claims_of_one_task_differ_until_every_combination_is_used_up(world: World) -> None:
    campaign = world.do(live_campaign, slots=3)
    texts = []
    for _ in range(3):
        given = world.do(renditions.of, world.do(held, campaign).assignment_id)
        assert given is not None
        texts.append(given.text.replace(given.fingerprint, ""))
    assert len(set(texts)) == 3


def body(world: World, assignment_id: int) -> str:
    given = world.do(renditions.of, assignment_id)
    assert given is not None
    return given.text.replace(given.fingerprint, "")


def test_the_tasks_of_a_template_share_its_texts(world: World) -> None:
    campaign = world.do(live_campaign, slots=1, platforms=(Platform.DOUYIN, Platform.WEIBO))
    first = world.do(held, campaign)
    other = world.do(creator, platform=Platform.WEIBO)
    ids = (campaign.task_ids[1], other.account_id, campaign.terms_id)
    second = world.do(assignments.claim, other.actor, *ids, now=NOW)
    one, two = (world.do(renditions.of, number) for number in (first.assignment_id, second))
    assert one is not None
    assert two is not None
    assert (one.variant_key, two.variant_key) == ("a", "b")


def test_nobody_is_given_a_text_twice_while_there_is_another(world: World) -> None:
    campaign = world.do(live_campaign, slots=9)  # its template can say three things
    holder = world.do(creator)
    texts = []
    for turn in range(4):
        account = (
            holder.account_id
            if turn == 0
            else world.do(add_account, holder.actor, handle=f"xiaoming-{turn}")
        )
        ids = (campaign.task_id, account, campaign.terms_id)
        claimed = world.do(assignments.claim, holder.actor, *ids, now=NOW)
        texts.append(body(world, claimed))
        if turn == 0:  # two others come between: of three texts the holder's own is next
            world.do(held, campaign)
            world.do(held, campaign)
    assert len(set(texts[:3])) == 3
    assert texts[3] in texts[:3]


def test_a_slot_given_back_is_not_dealt_out_again_as_a_clone(world: World) -> None:
    campaign = world.do(live_campaign, slots=2)
    first, second = world.do(held, campaign), world.do(held, campaign)
    world.do(assignments.release, first.actor, first.assignment_id, now=NOW)
    third = world.do(held, campaign)
    bodies = [world.do(renditions.of, each.assignment_id) for each in (second, third)]
    assert bodies[0] is not None
    assert bodies[1] is not None
    assert bodies[0].slots != bodies[1].slots


def test_claims_at_once_share_no_serial(world: World) -> None:
    campaign = world.do(live_campaign, slots=3)
    holders = [world.do(creator) for _ in range(3)]
    together, claimed = threading.Barrier(3), []

    def claim(at: int) -> None:
        together.wait()
        holder = holders[at]
        ids = (campaign.task_id, holder.account_id, campaign.terms_id)
        claimed.append(world.do(assignments.claim, holder.actor, *ids, now=NOW))

    threads = [threading.Thread(target=claim, args=(at,)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    given = [world.do(renditions.of, number) for number in claimed]
    texts = {each.text.replace(each.fingerprint, "") for each in given if each is not None}
    assert len(texts) == 3
