"""Events of notification: topic ``notification.events``. It publishes nothing yet but what a county changes of its
wording (:class:`contracts.policy.PolicyChanged`)."""

TOPIC = "notification.events"
