"""Reading values files as Helm does."""

import json
from pathlib import Path

import pytest

from portkey_constructs.errors import ConfigurationError
from portkey_constructs.helm import Chart, Outcome, import_values
from portkey_constructs.helm.values import helm_merge, read_values

MINIMUM = "config: {noAuth: {enabled: true}, jwtPrivateKey: any}\n"


def _file(folder: Path, text: str, name: str = "values.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _refused(folder: Path, text: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        import_values([_file(folder, text)])
    return [(problem.code, problem.path) for problem in caught.value.problems]


def test_maps_merge_lists_replace_and_null_stays() -> None:
    below = {"a": {"x": 1, "y": [1, 2]}, "b": 1}

    assert helm_merge(below, {"a": {"y": [3], "z": None}, "b": None}) == {"a": {"x": 1, "y": [3], "z": None}, "b": None}


def test_later_files_override_earlier_ones(tmp_path: Path) -> None:
    first = _file(tmp_path, f"{MINIMUM}backend: {{deployment: {{replicas: 2}}, autoscaling: {{enabled: false}}}}\n")
    second = _file(tmp_path, "backend: {deployment: {replicas: 4}}\n", "second.yaml")

    assert "replicas: 4" in import_values([first, second]).text


@pytest.mark.parametrize(
    "text",
    [
        f"USER-SUPPLIED VALUES:\n{MINIMUM}",
        json.dumps({"config": {"noAuth": {"enabled": True}, "jwtPrivateKey": "any"}}),
        "x: &auth {enabled: true}\nconfig: {noAuth: *auth, jwtPrivateKey: any}\n",
        f"portkey:\n  {MINIMUM}",
        f"global: {{region: eu}}\napp:\n  {MINIMUM}other: {{a: 1}}\n",
    ],
    ids=["helm get values", "JSON", "anchors", "umbrella", "umbrella with others"],
)
def test_every_form_of_values_is_read(tmp_path: Path, text: str) -> None:
    imported = import_values([_file(tmp_path, text)])

    assert imported.chart == "app"
    assert "auth: {kind: none}" in imported.text


def test_the_chart_is_recognized_by_its_keys(tmp_path: Path) -> None:
    assert import_values([_file(tmp_path, "environment: {data: {LOG_STORE: s3}}\nreplicaCount: 2\n")]).chart == "gateway"


@pytest.mark.parametrize("text", ["# nothing\n", "", "null\n", "{}\n", "USER-SUPPLIED VALUES:\nnull\n", "USER-SUPPLIED VALUES:\n{}\n"])
def test_empty_values_are_the_defaults_of_the_chart(tmp_path: Path, text: str) -> None:
    imported = import_values([_file(tmp_path, text)])

    assert {entry.outcome for entry in imported.entries} == {Outcome.NEEDS_YOU}


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("config: {jwtPrivateKey: '{{ .Values.key }}'}\n", "PK-HELM-001", "config.jwtPrivateKey"),
        ("ingress: {hostname: '${HOST}'}\n", "PK-HELM-001", "ingress.hostname"),
        ("# Source: app/templates/service.yaml\napiVersion: v1\nkind: Service\n", "PK-HELM-002", ""),
        ("gateway.enabled=true\n", "PK-HELM-002", ""),
        ("--set gateway.enabled=true\n", "PK-HELM-002", ""),
        ("--set-string=gateway.enabled=true\n", "PK-HELM-002", ""),
        ("config.some-key=1\n", "PK-HELM-002", ""),
        ("image: {repository: wordpress}\nwordpressUsername: me\n", "PK-HELM-002", ""),
        ("apiVersion: v1\nkind: Service\nmetadata: {}\n", "PK-HELM-002", ""),
        (f"{MINIMUM}---\n{MINIMUM}", "PK-FILE-010", ""),
        ("config: {noAuth: true}\n", "PK-HELM-003", "config.noAuth"),
        ("gateway: {deployment: {replicas: [1]}}\n", "PK-HELM-003", "gateway.deployment.replicas"),
        ("mysql: {external: {port: {a: 1}}}\n", "PK-HELM-003", "mysql.external.port"),
        ("- a\n", "PK-FILE-009", ""),
        ("a: [\n", "PK-FILE-007", ""),
    ],
)
def test_what_is_not_values_is_refused_with_its_place(tmp_path: Path, text: str, code: str, path: str) -> None:
    assert (code, path) in _refused(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "chart", "message"),
    [
        ("architecture: standalone\nmaster: {count: 1}\nreplica: {replicaCount: 2}\n", None, "bitnami/redis"),
        ("architecture: replication\nprimary: {name: a}\nsecondary: {name: b}\n", None, "bitnami/mysql"),
        ("masterkey: c0nf1dent1al\nproxy_config: {model_list: []}\n", None, "litellm-helm"),
        ("environment: {data: {LOG_STORE: s3}}\nreplicaCount: 2\n", "app", "these are values of portkey-gateway"),
        (MINIMUM, "gateway", "these are values of portkey-app"),
    ],
    ids=["redis", "mysql", "litellm", "gateway", "app"],
)
def test_values_of_another_chart_are_refused_with_its_name(tmp_path: Path, text: str, chart: Chart | None, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        import_values([_file(tmp_path, text)], chart=chart)

    assert [problem.code for problem in caught.value.problems] == ["PK-HELM-002"]
    assert message in str(caught.value)
    assert "c0nf1dent1al" not in str(caught.value)


def test_an_empty_map_of_the_chart_is_no_unknown_key(tmp_path: Path) -> None:
    entries = import_values([_file(tmp_path, "config:\nfrontend: {deployment: {}}\n")]).entries

    assert not [entry for entry in entries if "no such key" in entry.remark]


def test_an_unknown_key_is_reported_with_the_nearest_key(tmp_path: Path) -> None:
    entries = import_values([_file(tmp_path, f"{MINIMUM}gateway: {{deployment: {{resourcs: {{}}}}}}\n")]).entries

    assert [(entry.outcome, entry.remark) for entry in entries if entry.key == "gateway.deployment.resourcs"] == [
        (Outcome.DEAD, "the chart has no such key; did you mean gateway.deployment.resources?")
    ]


def test_positions_lead_to_the_file(tmp_path: Path) -> None:
    given = read_values([_file(tmp_path, "config:\n  noAuth: {enabled: true}\n")], None)

    position = given.position("config.noAuth.enabled")
    assert position is not None
    assert (position.line, position.column) == (2, 12)


@pytest.mark.parametrize(
    ("text", "line", "message", "fix"),
    [
        ("a: 1\nconfig:\n  jwtPrivateKey: {{ .Values.key }}\n", 3, "a placeholder of a template", "insert the value first"),
        ("{{- if .Values.x }}\nconfig: {}\n{{- end }}\n", 1, "a placeholder of a template", "insert the value first"),
        ("config: {jwtPrivateKey: {{ key }}}\n", 1, "a placeholder of a template", "insert the value first"),
        ("{% if eu %}\nconfig: {}\n{% endif %}\n", 1, "a placeholder of a template", "insert the value first"),
        ("export A=b\nexport PORTKEY_CLIENT_AUTH=c0nf1dent1al\n", 1, "variables of a shell (NAME=value)", "environment.data"),
        ("# production\n\nLOG_STORE=s3\nREDIS_URL=c0nf1dent1al\n", 3, "variables of a shell (NAME=value)", "environment.data"),
        ("# ours\ngateway.enabled=true\n", 2, "arguments of --set", "helm get values"),
        ("apiVersion: v1\nkind: Service\nmetadata: {}\n", 1, "manifests of Kubernetes (Service)", "helm get values"),
        (
            "---\nkind: Service\napiVersion: v1\n---\napiVersion: v1\nkind: Secret\n",
            3,
            "manifests of Kubernetes (Service, Secret)",
            "helm get values",
        ),
        ('{\n "kind": "List", "apiVersion": "v1", "items": []}\n', 1, "manifests of Kubernetes", "helm get values"),
        ("apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {}\n", 1, "(HelmRelease)", "spec.values"),
        ("apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {}\n", 1, "(Application)", "spec.source.helm"),
        ("replicaCount: 2\nimage: {repository: portkeyai/gateway, tag: latest}\n", 2, "the open-source gateway", "gateway_enterprise"),
        ("images: {gatewayImage: {repository: docker.io/portkeyai/gateway}}\n", 1, "the open-source gateway", "gateway_enterprise"),
        ("image: portkeyai/gateway:1.11.0\nservice: {port: 8787}\n", 1, "the open-source gateway", "gateway_enterprise"),
    ],
)
def test_a_file_that_is_something_else_is_named_with_what_to_pass(tmp_path: Path, text: str, line: int, message: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        import_values([_file(tmp_path, text)])
    problem = caught.value.problems[0]

    assert problem.position is not None
    assert (problem.position.line, message in problem.message, fix in problem.fix) == (line, True, True)
    assert {problem.code for problem in caught.value.problems} <= {"PK-HELM-001", "PK-HELM-002"}
    assert "c0nf1dent1al" not in str(caught.value)


def test_a_quoted_placeholder_does_not_hide_the_fault_of_the_file(tmp_path: Path) -> None:
    assert _refused(tmp_path, "gateway:\n  0E0: '{{ .Release.Name }}'\n") == [("PK-FILE-012", "gateway")]


def test_a_template_in_a_command_of_values_is_no_template_of_the_file(tmp_path: Path) -> None:
    text = f"{MINIMUM}gateway: {{deployment: {{command: [sh, -c, 'echo {{{{ x }}}}']}}}}\n"

    assert "echo {{ x }}" in import_values([_file(tmp_path, text)]).text
