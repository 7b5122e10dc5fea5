"""The county's policy of what units are offered by."""

from pathlib import Path

from chassis.policy import Policy
from services.consultation.candidate.domain import CandidatePolicy
from services.consultation.metadata import TABLES

POLICY = Policy("candidate-units", CandidatePolicy, Path(__file__).with_name("policy.yaml"), TABLES)
