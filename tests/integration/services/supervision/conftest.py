"""An issuer of SM2 certificates and two members' keys, made once for each file that wants them."""

import pytest

from tests.support.certificates import Holder, Issuer


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Issuer:
    return Issuer(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def holder(ca: Issuer) -> Holder:
    return ca.member("m1", "示例委员001")


@pytest.fixture(scope="module")
def second(ca: Issuer) -> Holder:
    return ca.member("m2", "示例委员002")
