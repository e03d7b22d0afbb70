"""Service accounts."""

from portkey_constructs.manifests.service_account import service_account
from tests.examples import development
from tests.objects import named, rendered


def test_it_is_made_or_exists_and_never_both() -> None:
    config = development(gateway={"serviceAccount": {"kind": "existing", "name": "own"}})
    assert service_account(config, "gateway", config.gateway) is None
    assert named(rendered(config), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]["serviceAccountName"] == "own"


def test_a_token_is_mounted_when_asked_for_alone() -> None:
    for asked in (False, True):
        config = development(gateway={"serviceAccount": {"name": "own", "annotations": {"example.org/role": "r"}, "mountToken": asked}})
        account = service_account(config, "gateway", config.gateway)
        assert account is not None
        assert account["metadata"]["name"] == "own"
        assert account["metadata"]["annotations"] == {"example.org/role": "r"}
        pod = named(rendered(config), "Deployment", "portkey-gateway")["spec"]["template"]["spec"]
        assert account["automountServiceAccountToken"] is pod["automountServiceAccountToken"] is asked
