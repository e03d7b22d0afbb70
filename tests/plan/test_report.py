"""A plan as text, Markdown and JSON."""

import json

from portkey_constructs.plan import Change, FieldChange, Identity, PermissionChange, Plan
from portkey_constructs.plan.report import heading, json_answer, markdown_report, text_report

DEPLOYMENT = Change(
    Identity("apps/v1", "Deployment", "n", "web"),
    "changed",
    (FieldChange("spec.template.spec.x", "1", "2"), FieldChange("spec.replicas", None, "3")),
    restarts=("x changes from 1 to 2",),
)
STORE = Change(Identity("apps/v1", "StatefulSet", "n", "db"), "removed", data_at_risk=("claim data-db-0",), effects=("its pods stop",))
REFUSED = Change(
    Identity("v1", "Service", "n", "svc"), "changed", (FieldChange("spec.clusterIP", "a", "b"),), refused=("spec.clusterIP is immutable",)
)
PLAN = Plan(
    (STORE, DEPLOYMENT, REFUSED),
    prerequisites=("Secret s must exist",),
    database=("back up MySQL",),
    upgrades=("backend 1 becomes 2",),
    permissions=(PermissionChange("role", "gained", "s3:GetObject on b"),),
    notes=("a note",),
)


def test_the_text_names_every_object_and_what_happens() -> None:
    assert (
        text_report(heading("portkey.yaml", "dist/", PLAN), PLAN)
        == """\
portkey.yaml against dist/: 2 changed, 1 removed, pods of 1 workload restart, 1 refused, 1 with data at risk, 1 change of IAM permissions

  - StatefulSet db
      data at risk: claim data-db-0
      its pods stop

  ~ Deployment web
      restarts: x changes from 1 to 2
      spec.replicas: added 3

  ~ Service svc
      refused: spec.clusterIP is immutable
      spec.clusterIP: a → b

Before you apply
  back up MySQL
  Secret s must exist

Images
  backend 1 becomes 2

IAM permissions
  role gains s3:GetObject on b

Notes
  a note
"""
    )


def test_an_empty_plan_is_one_line() -> None:
    assert text_report(heading("portkey.yaml", "dist/", Plan()), Plan()) == "portkey.yaml against dist/: no changes\n"


def test_objects_of_several_namespaces_have_their_namespace() -> None:
    other = Change(Identity("v1", "Service", "m", "svc"), "added")
    text = text_report("", Plan((REFUSED, other)))
    assert "~ Service n/svc" in text
    assert "+ Service m/svc" in text


def test_json_has_everything() -> None:
    data = json.loads(json.dumps(json_answer("portkey.yaml", "dist/", PLAN, 4)))
    assert (data["source"], data["against"], data["exitStatus"]) == ("portkey.yaml", "dist/", 4)
    assert data["changes"][1] == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "namespace": "n",
        "name": "web",
        "action": "changed",
        "fields": [{"path": "spec.template.spec.x", "old": "1", "new": "2"}, {"path": "spec.replicas", "old": None, "new": "3"}],
        "refused": [],
        "restarts": ["x changes from 1 to 2"],
        "dataAtRisk": [],
        "effects": [],
    }
    assert data["permissions"] == [{"role": "role", "direction": "gained", "text": "s3:GetObject on b"}]
    assert (data["prerequisites"], data["database"], data["upgrades"]) == (["Secret s must exist"], ["back up MySQL"], ["backend 1 becomes 2"])


def test_markdown_warns_first_and_has_a_table() -> None:
    lines = markdown_report("portkey.yaml against dist/", PLAN).splitlines()
    assert lines[0] == "### Plan: portkey.yaml against dist/"
    assert lines[2] == "> [!CAUTION]"
    assert "| removed | `StatefulSet db` | data at risk: claim data-db-0<br>its pods stop |" in lines
    assert "- back up MySQL" in lines


def test_markdown_cannot_be_broken_by_values() -> None:
    change = Change(Identity("v1", "Service", "n", "a|b`c"), "changed", (FieldChange("a", "|<img src=x>\n@someone", "[x](http://y) `code` **b**"),))
    text = markdown_report("title", Plan((change,)))
    row = next(line for line in text.splitlines() if line.startswith("| changed"))
    assert row.count(" | ") == 2
    assert "<img" not in row
    assert "@someone" not in row
    assert r"\[x\](" in row
    assert "`Service abc`" in row


def test_markdown_fits_in_a_comment() -> None:
    changes = tuple(Change(Identity("v1", "Service", "n", f"svc-{number}"), "added", effects=("x" * 200,)) for number in range(1000))
    text = markdown_report("title", Plan(changes))
    assert len(text) < 65_536
    assert text.endswith("run the command to read all of it.\n")
