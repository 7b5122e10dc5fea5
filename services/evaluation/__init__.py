"""Evaluation (全方位评估): how good proposals, their handling and the service are, from recorded facts and judges."""
