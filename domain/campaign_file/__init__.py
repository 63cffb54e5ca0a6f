"""A campaign as coordinators write it, in TOML: bytes in, a plan or every problem out."""

from domain.campaign_file.parse import LARGEST_BYTES, parse
from domain.campaign_file.plan import (
    BriefPlan,
    CampaignPlan,
    Clause,
    TaskPlan,
    TrackingPlan,
    worst_case_minor,
)
from domain.campaign_file.problems import BadCampaignFile, FileProblem, ProblemCode

__all__ = [
    "LARGEST_BYTES",
    "BadCampaignFile",
    "BriefPlan",
    "CampaignPlan",
    "Clause",
    "FileProblem",
    "ProblemCode",
    "TaskPlan",
    "TrackingPlan",
    "parse",
    "worst_case_minor",
]
