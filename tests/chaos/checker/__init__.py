"""Compares what clients were told with every store, every topic and every consumer.

Written from the documents alone: it imports nothing of the product and reads Kafka with another client library, so
that a fault of the product cannot hide in what both share.
"""

from tests.chaos.checker.examination import check
from tests.chaos.checker.report import Finding, Kind, Report

__all__ = ["Finding", "Kind", "Report", "check"]
