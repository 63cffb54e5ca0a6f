"""The story of several machines as a proof: its network, its process in the hub, its outcome."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.prove.machines.network import HUB, network
from tests.prove.machines.story import HOSTS
from tests.prove.proof import Trial

_ROOT: Final = Path(__file__).parents[3]


async def proven(seed: int) -> tuple[Trial, list[str]]:
    """How many messages were accepted, and what did not hold; raises NotHere."""
    with network(*HOSTS) as made:
        command = [*made.inside(HUB), sys.executable, "-m", "tests.prove.machines.story"]
        story = await asyncio.create_subprocess_exec(
            *command, made.mark, str(seed), cwd=_ROOT, stdout=subprocess.PIPE
        )
        said, _ = await story.communicate()
    if story.returncode != 0:
        return Trial(1, [f"the story itself broke ({story.returncode})"]), []
    *_, last = said.decode().splitlines()
    told = json.loads(last)
    problems, missed = told.pop("problems"), told.pop("missed")
    sys.stderr.write(f"machines: {json.dumps(told)}\n")
    return Trial(told["accepted"], problems), missed
