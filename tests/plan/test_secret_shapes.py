"""Plans hide values that have the form of a secret, whatever the name of their field."""

from portkey_constructs.config.redaction import shown
from portkey_constructs.plan.redaction import HIDDEN, shown_value

TOKEN = "gh" + "p_" + "0123456789abcdef" * 2 + "0123"


def test_a_token_is_hidden_in_plans_and_in_errors() -> None:
    assert shown_value("Deployment", ("metadata", "annotations", "example.org/a"), TOKEN) == HIDDEN
    assert TOKEN not in shown_value("Deployment", ("spec", "args"), ["--note", TOKEN])
    assert TOKEN not in shown(("labels", "a"), TOKEN)
