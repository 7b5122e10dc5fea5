"""Bugs that are seeded into the running product, and that the checker must catch."""

from tests.chaos.sabotage import append, commands, consumer, relay
from tests.chaos.sabotage.seeds import BUGS, strikes

__all__ = ["BUGS", "append", "commands", "consumer", "relay", "strikes"]
