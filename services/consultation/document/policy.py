"""What a county takes as files, unless it says otherwise: the same for the meetings of every level."""

from pathlib import Path

DEFAULT = Path(__file__).with_name("policy.yaml")
