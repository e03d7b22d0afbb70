"""The AWS companion of `portkey.yaml` beside it: `npx cdk synth`, `npx cdk deploy --all --outputs-file outputs.json`."""

from pathlib import Path

from aws_cdk import App

from portkey_constructs.aws import Network, portkey_stacks
from portkey_constructs.config import load

app = App()
portkey_stacks(
    app,
    load([Path(__file__).with_name("portkey.yaml")]),
    network=Network(
        vpc_id="vpc-0123456789abcdef0",
        subnets={"us-west-2a": "subnet-0123456789abcdef0", "us-west-2b": "subnet-0fedcba9876543210"},
        # The cluster's own security group, which its nodes have: aws eks describe-cluster --query cluster.resourcesVpcConfig
        clients=["sg-0123456789abcdef0"],
    ),
    termination_protection=True,
    tags={"app.kubernetes.io/part-of": "portkey"},
)
app.synth()
