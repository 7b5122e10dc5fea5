"""The routes that ask nobody who they are, one by one: each is open because it stands here, and for no other reason."""

from chassis.identity import Open
from ops import export, registry

PUBLIC = {
    # What the public suggests as a topic, where the county lets it, and what became of it.
    ("submission", "POST", "/submission/public/topic-suggestions"),
    ("submission", "GET", "/submission/public/topic-suggestions/{suggestion_id}"),
    # What the public may read of proposals, replies and outcomes.
    ("conversion", "GET", "/conversion/public/{county}/proposals"),
    ("conversion", "GET", "/conversion/public/{county}/proposals/{proposal_id}"),
    ("conversion", "GET", "/conversion/public/{county}/open-data"),
    ("conversion", "GET", "/conversion/public/{county}/open-data/{dataset}"),
    # What anybody says of the service, by a form's link, and what became of it, by the receipt alone.
    ("evaluation", "GET", "/evaluation/public/opinion-forms/{form_id}"),
    ("evaluation", "POST", "/evaluation/public/opinion-forms/{form_id}/opinions"),
    # What beneficiaries think of a proposal's result, by a form's link.
    ("evaluation", "POST", "/evaluation/public/opinion-forms/{form_id}/ratings"),
    ("evaluation", "POST", "/evaluation/public/opinions/follow"),
    ("evaluation", "POST", "/evaluation/public/opinions/verify"),
}


def test_only_these_routes_are_open_to_all_and_their_paths_say_so() -> None:
    found = {
        (name, method, path)
        for name in registry.NAMES
        for method, path, roles in export.guarded(registry.service(name))
        if roles == Open().roles
    }
    assert found == PUBLIC
    named = {
        (name, method, path)
        for name in registry.NAMES
        for method, path, _ in export.guarded(registry.service(name))
        if "/public/" in path
    }
    assert named == PUBLIC


def test_what_is_open_writes_nothing_but_what_the_public_hands_in() -> None:
    writing = {path for _, method, path in PUBLIC if method != "GET"}
    assert writing == {
        "/submission/public/topic-suggestions",
        "/evaluation/public/opinion-forms/{form_id}/opinions",
        "/evaluation/public/opinion-forms/{form_id}/ratings",
        "/evaluation/public/opinions/follow",
        "/evaluation/public/opinions/verify",
    }
