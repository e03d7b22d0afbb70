"""Synthesise the example: `python -m apps.platform_example`, or `cdk8s synth --app 'python -m apps.platform_example'`."""

import os

from apps.platform_example.chart import PlatformChart
from apps.quickstart import CONFIG
from portkey_constructs import PortkeyApp

app = PortkeyApp(outdir=os.environ.get("CDK8S_OUTDIR", "build/platform-example"))
PlatformChart(app, "platform-example", config=CONFIG)
app.synth()
