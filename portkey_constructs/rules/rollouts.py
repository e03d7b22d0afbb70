"""The rule about rollouts that stop every pod."""

from portkey_constructs.platform.platform import Platform
from portkey_constructs.rules.registry import Example, Finding, Findings, rule

__all__: list[str] = []


@rule(
    "PK-ROLLOUT-001",
    title="a rollout that stops every pod of a service",
    cause="With the strategy Recreate, Kubernetes stops all pods before it starts new ones. The service is down meanwhile, although it has several "
    "replicas or a disruption budget: a rollout does not respect the budget.",
    fix="Set type: RollingUpdate or remove strategy, or set replicas: 1 and remove disruptionBudget.",
    settings=("*.strategy", "*.replicas", "*.autoscaling", "*.disruptionBudget"),
    severity="warning",
    example=Example("gateway: {strategy: {type: Recreate}}\n", "gateway: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}\n"),
)
def stops_every_pod(platform: Platform) -> Findings:
    for name, service in platform.services.items():
        strategy = service.settings.strategy or {}
        if strategy.get("type") != "Recreate":
            continue
        if service.replicas.several:
            pods = service.replicas.maximum or "several"
            yield Finding(f"{name}.strategy.type", f"is Recreate, but the {name} can have {pods} pods, which stop together")
        elif service.settings.disruption_budget:
            yield Finding(f"{name}.strategy.type", f"is Recreate, but {name}.disruptionBudget is set, which a rollout does not respect")
