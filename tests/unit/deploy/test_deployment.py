"""What is deployed fits the code: metrics, alarms and their pages, roles, titles, limits, secrets."""

import json
import re
from pathlib import Path
from typing import Any

import prometheus_client
import pytest
import yaml

from chassis import metrics
from chassis.identity import ROLES
from chassis.problems import TITLES
from chassis.settings import Settings
from chassis.uploads import takes_file
from contracts import external
from ops import registry

DEPLOY = registry.ROOT / "deploy"
COMPOSE_TEXT = (registry.ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
NGINX = (DEPLOY / "nginx" / "default.conf.template").read_text("utf-8")


def declared() -> dict[str, set[str]]:
    """Every series that the code can expose → its labels."""
    found: dict[str, set[str]] = {}
    kinds = (prometheus_client.Counter, prometheus_client.Gauge, prometheus_client.Histogram)
    for metric in vars(metrics).values():
        if isinstance(metric, kinds):
            labels = set(metric._labelnames)
            suffixes = ["_count", "_sum", "_bucket"] if isinstance(metric, prometheus_client.Histogram) else [""]
            if isinstance(metric, prometheus_client.Counter):
                suffixes = ["_total"]
            for suffix in suffixes:
                found[metric._name + suffix] = labels | ({"le"} if suffix == "_bucket" else set())
    return found


def queries() -> list[str]:
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "platform.json").read_text("utf-8"))
    shown = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    return shown + [rule["expr"] for rule in alerts()]


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@pytest.mark.parametrize("query", queries())
def test_a_query_names_metrics_and_labels_that_exist(query: str) -> None:
    known = declared()
    named = set(re.findall(r"\bcppcc_\w+", query))
    assert named or re.search(r"\bup\{", query), "the query asks for nothing of ours"
    assert named <= set(known)
    labels = {label for group in re.findall(r"\bby \(([^)]*)\)", query) for label in group.split(", ")}
    labels |= set(re.findall(r"(\w+)=~?\"", query)) - {"job"}
    for name in named:
        assert labels <= known[name], f"{name} has no {labels - known[name]}"


def test_every_metric_is_on_the_dashboard() -> None:
    """A metric that nobody looks at is a cost; one that an alarm uses must be there to look at."""
    text = " ".join(queries())
    unseen = {name for name in declared() if not name.endswith("_sum") and name not in text}
    assert unseen == set()


def test_every_alarm_has_a_page_and_a_test_and_every_page_an_alarm() -> None:
    names = {rule["alert"] for rule in alerts()}
    tested = (DEPLOY / "prometheus" / "alerts_test.yml").read_text("utf-8")
    for rule in alerts():
        assert rule["annotations"]["runbook"] == f"deploy/runbooks/{rule['alert']}.md"
        assert f"alertname: {rule['alert']}\n" in tested
    assert {path.stem for path in (DEPLOY / "runbooks").glob("*.md")} == names | {"README"}
    index = (DEPLOY / "runbooks" / "README.md").read_text("utf-8")
    assert set(re.findall(r"\((\w+)\.md\)", index)) == names


def test_every_service_is_composed_watched_and_routed() -> None:
    scraped = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    assert {job["job_name"] for job in scraped} == set(registry.NAMES)
    assert {job["metrics_path"] for job in scraped} == {f"/{name}/metrics" for name in registry.NAMES}
    down = {rule["labels"]["service"] for rule in alerts() if rule["alert"] == "ServiceDown"}
    assert down == set(registry.NAMES)
    for name in registry.NAMES:
        service = COMPOSE["services"][name]
        assert service["command"][:2] == ["serve", name]
        assert service["environment"]["CPPCC_MODE"] == "production"
        assert f'"~^/{name}/"' in NGINX
        assert COMPOSE["services"]["proxy"]["environment"][f"{name.upper()}_UPSTREAM"] == f"{name}:8000"


def test_the_settings_of_the_composed_services_are_ones_that_exist() -> None:
    known = {f"CPPCC_{name.upper()}" for name in Settings.model_fields}
    required = {f"CPPCC_{name.upper()}" for name, field in Settings.model_fields.items() if field.is_required()}
    for name in registry.NAMES:
        given = {key for key in COMPOSE["services"][name]["environment"] if key.startswith("CPPCC_")}
        assert required <= given <= known


def test_no_secret_has_a_default() -> None:
    variables = re.findall(r"\$\{(\w+)(:\?|:-)?([^}]*)\}", COMPOSE_TEXT)
    assert variables
    harmless = re.compile(r"_LISTEN$|^CPPCC_VERSION$|^CPPCC_JWKS_URL$")
    for name, operator, text in variables:
        assert operator, f"{name} may be empty"
        assert operator == ":?" or harmless.search(name), f"{name} has a default"
        assert text, f"{name} does not say what it is"
    for service in COMPOSE["services"].values():
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|DATABASE", key) and key != "KEYCLOAK_DATABASE":
                assert ":?" in str(value), key


def test_the_example_environment_names_every_required_variable_and_holds_no_value() -> None:
    lines = (registry.ROOT / ".env.example").read_text("utf-8").splitlines()
    assigned = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(assigned) == set(re.findall(r"\$\{(\w+):\?", COMPOSE_TEXT))
    assert set(assigned.values()) == {""}


def test_every_container_is_confined() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"]), name
        assert name in ("migrate", "kafka-rights") or service["healthcheck"], name
        for published in service.get("ports", []):
            assert ":-127.0.0.1:" in published, f"{name} is published beyond this host by default"
    writable = {name for name, service in COMPOSE["services"].items() if not service["read_only"]}
    assert writable == {"kafka", "keycloak"}


def test_the_broker_lets_the_supervision_system_in_by_a_password_and_a_list_of_rights() -> None:
    broker, rights = (COMPOSE["services"][name]["environment"] for name in ("kafka", "kafka-rights"))
    protocols = dict(one.split(":") for one in broker["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    assert protocols == {"PLAINTEXT": "PLAINTEXT", "CONTROLLER": "PLAINTEXT", "EXTERNAL": "SASL_PLAINTEXT"}
    assert broker["KAFKA_AUTHORIZER_CLASS_NAME"].endswith(".StandardAuthorizer")
    assert "KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND" not in broker
    jaas = broker["KAFKA_LISTENER_NAME_EXTERNAL_PLAIN_SASL_JAAS_CONFIG"]
    assert re.findall(r"user_([\w-]+)=", jaas) == [rights["EXTERNAL_USER"]]
    assert [port.rsplit(":", 1)[-1] for port in COMPOSE["services"]["kafka"]["ports"]] == ["9094"]
    script = (DEPLOY / "kafka" / "rights.sh").read_text("utf-8")
    assert re.findall(r"--operation (\w+) --operation Describe --topic (\S+)", script) == [
        ("Write", external.INBOUND),
        ("Read", external.OUTBOUND),
    ]
    assert re.findall(r"--operation (\w+) --group (\S+)", script) == [("Read", '"$EXTERNAL_USER"')]
    assert len(re.findall(r"--add", script)) == 3
    assert re.search(r"--(cluster|transactional-id|resource-pattern-type)", script) is None


def test_the_proxy_speaks_as_the_services_do() -> None:
    for kind, status in (("not-found", 404), ("too-large", 413), ("unavailable", 503)):
        chinese, english = TITLES[kind]
        variable = kind.replace("-", "_") + "_title"
        assert re.search(
            rf'map \$http_accept_language \${variable} \{{\s+"~\*\^en" "{english}";\s+default "{chinese}";', NGINX
        )
        assert f'"type":"urn:cppcc:problem:{kind}","title":"${variable}","status":{status},' in NGINX
    limits = [int(megabytes) * 1024 * 1024 for megabytes in re.findall(r"client_max_body_size (\d+)m;", NGINX)]
    assert limits == [Settings.model_fields[name].default for name in ("max_body_bytes", "max_upload_bytes")]
    assert all(f"at most {limit} bytes" in NGINX for limit in limits)


def test_the_proxy_lets_files_through_where_a_route_takes_one() -> None:
    (pattern,) = re.findall(r"location ~ (\S+/attachments\S*\$) \{", NGINX)
    uploads = [
        f"/{name}{route.path}"  # type: ignore[attr-defined]
        for name in registry.NAMES
        for router in registry.service(name).routers
        for route in router.routes
        if takes_file(route)
    ]
    assert len(uploads) == 8
    assert all(re.fullmatch(pattern, re.sub(r"\{\w+\}", "one", path)) for path in uploads)
    assert not re.fullmatch(pattern, "/submission/attachments/one")


def test_the_realm_knows_the_roles_and_lets_nobody_choose_who_they_are() -> None:
    realm = json.loads((DEPLOY / "keycloak" / "realm.json").read_text("utf-8"))
    assert {role["name"] for role in realm["roles"]["realm"]} == ROLES
    assert "users" not in realm
    assert not realm["registrationAllowed"]
    (provider,) = realm["components"]["org.keycloak.userprofile.UserProfileProvider"]
    profile = json.loads(provider["config"]["kc.user.profile.config"][0])
    edit = {one["name"]: one["permissions"]["edit"] for one in profile["attributes"]}
    # Who could write their own member_id could sign off for that member.
    assert all(
        edit[name] == ["admin"]
        for name in ("username", "counties", "member_id", "unit_id", "former_unit_ids", "body_id")
    )
    assert "unmanagedAttributePolicy" not in profile
    (client,) = realm["clients"]
    assert client["publicClient"]
    assert not client["directAccessGrantsEnabled"]
    assert client["attributes"]["pkce.code.challenge.method"] == "S256"


def test_the_image_holds_what_the_lock_says() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert "--verify-hashes --constraint requirements.lock" in dockerfile
    assert re.search(r"^USER 10001", dockerfile, re.MULTILINE)
    ignored = Path(registry.ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"
    copied = {
        part for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for part in line.split()
    }
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    assert {next((one for one in let_in if f"{path}/".startswith(f"{one}/")), path) for path in copied} == let_in
    assert {"portal/node_modules", "portal/dist"} <= {*ignored}


def test_the_rights_at_the_broker_are_the_same_wherever_it_runs() -> None:
    text = (DEPLOY / "kubernetes" / "kafka-rights.yaml").read_text("utf-8")
    given, job = yaml.safe_load_all(text)
    assert given["data"]["rights.sh"] == (DEPLOY / "kafka" / "rights.sh").read_text("utf-8")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    composed = COMPOSE["services"]["kafka-rights"]
    assert container["image"] == composed["image"] == COMPOSE["services"]["kafka"]["image"]
    assert {one["name"]: one["value"] for one in container["env"]} == composed["environment"]
