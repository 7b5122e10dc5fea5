"""Conversion (全领域转化): what was promised is kept, and what came of a proposal is proven."""
