"""The AWS companion of `portkey.yaml`. Preview: `npx cdk synth`. Deploy: `npx cdk deploy --all --outputs-file outputs.json`."""

from pathlib import Path

from aws_cdk import App

from portkey_constructs.aws import Network, portkey_stacks
from portkey_constructs.config import load

app = App()
portkey_stacks(
    app,
    load([Path(__file__).with_name("portkey.yaml")]),
    # change: the VPC of your cluster, private subnets in at least two zones, and the security group of the nodes. To print them, run:
    # aws eks describe-cluster --name acme --query cluster.resourcesVpcConfig
    network=Network(
        vpc_id="vpc-0123456789abcdef0",
        subnets={"us-west-2a": "subnet-0123456789abcdef0", "us-west-2b": "subnet-0fedcba9876543210"},
        clients=["sg-0123456789abcdef0"],
    ),
    termination_protection=True,
    tags={"app.kubernetes.io/part-of": "portkey"},
)
app.synth()
