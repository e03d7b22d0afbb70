"""For every setting there are two configurations that the rules take and that differ in it."""

from portkey_constructs.config.introspection import kinds
from portkey_constructs.explain.grounds import Pair, configurations, least
from portkey_constructs.explain.tree import Place, maps, places
from portkey_constructs.rules import check

REFUSED = {
    "exposure.frontend.path": {"ingress", "httpRoute"},
    "exposure.gateway.path": {"ingress", "httpRoute"},
    **{f"secret{which}.store.{field}": {"secretsStoreCsi"} for which in ("s", "Overrides.*") for field in ("auth", "clusterName", "clusterLocation")},
}
"""Settings of which the rules refuse every value but the default, under the kinds that have them."""


def sound(pair: Pair) -> bool:
    return not any(problem.severity == "error" for config in (pair.before, pair.after) for problem in check(config))


def has_nothing_of_its_own(place: Place) -> bool:
    """Whether it is a map of one variant that is there anyway, or the word of a variant."""
    is_word = place.field == "kind" and len(kinds(place.model)) >= 1 and bool(place.variants)
    return is_word or (len(maps(place.annotation)) == 1 and not maps(place.annotation)[0].model_fields.get("kind") and place.info.default == {})


def test_every_setting_has_a_pair_that_the_rules_take() -> None:
    known: dict = {}
    refused: dict[str, set[str]] = {}
    for place in places():
        if has_nothing_of_its_own(place):
            continue
        found = list(configurations(place, known))
        if not any(map(sound, found)) and not (place.path.endswith(".gateway") and not found):
            refused.setdefault(place.path, set()).add(next((chosen[0] for _, chosen in place.variants), ""))
    assert refused == REFUSED


def test_a_pair_differs_in_the_setting() -> None:
    [place] = [place for place in places() if place.path == "gateway.autoscaling.cpu"]
    [pair] = configurations(place, {})
    one, other = (config.gateway.autoscaling for config in (pair.before, pair.after))  # type: ignore[union-attr]
    assert one is not None
    assert other is not None
    assert one.cpu != other.cpu == int(pair.value)
    assert one.model_copy(update={"cpu": other.cpu}) == other
    assert pair.before.model_copy(update={"gateway": pair.after.gateway}) == pair.after


def test_a_choice_has_a_pair_a_word() -> None:
    [place] = [place for place in places() if place.path == "mysql.tls"]
    assert [pair.word for pair in configurations(place, {})] == ["rds", "required", "verifyCa", "verifyIdentity"]


def test_the_least_configurations_break_no_rule() -> None:
    for profile in ("production", "development"):
        config = least(profile)
        assert config.profile == profile
        assert [problem for problem in check(config) if problem.severity == "error"] == []
