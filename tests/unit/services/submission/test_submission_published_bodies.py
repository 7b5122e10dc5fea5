"""What a body demands beyond its fields stands in its published schema, too."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

from services.submission.calibration.api import SetUp
from services.submission.received.api import OfferForward

SET = {"calibration_id": "K1", "name": "示例校准"}


@pytest.mark.parametrize(
    ("body", "sent", "taken"),
    [
        (OfferForward, {"member_id": "M1"}, True),
        (OfferForward, {"member_id": None, "body_id": "B1"}, True),
        (OfferForward, {}, False),
        (OfferForward, {"member_id": None, "body_id": None}, False),
        (OfferForward, {"member_id": "M1", "body_id": "B1"}, False),
        (SetUp, SET | {"proposals": ["P1", "P2"]}, True),
        (SetUp, SET | {"proposals": ["P1", "P1"]}, False),
    ],
)
def test_the_schema_takes_what_the_service_takes(body: type[BaseModel], sent: dict[str, Any], taken: bool) -> None:
    assert Draft202012Validator(body.model_json_schema()).is_valid(sent) is taken
    if taken:
        body.model_validate(sent)
    else:
        with pytest.raises(ValidationError):
            body.model_validate(sent)
