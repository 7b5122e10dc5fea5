"""The ways of signing, by name."""

from collections.abc import Mapping

from contracts.supervision import SigningMethod
from services.supervision.signoff.evidence import Method
from services.supervision.signoff.methods.certificate import Certificate
from services.supervision.signoff.methods.paper import Paper
from services.supervision.signoff.methods.passkey import Passkey

METHODS: Mapping[SigningMethod, Method] = {"passkey": Passkey(), "paper": Paper(), "sm2": Certificate()}
