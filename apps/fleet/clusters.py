"""Write all environments with one cdk8s app and a folder per cluster: `python -m apps.fleet.clusters build/clusters`.

A chart is a cluster, and contains the platforms of its tenants. `python -m apps` writes each environment alone instead, with a folder per stage.
"""

import sys
from pathlib import Path
from typing import Final

from cdk8s import Chart, YamlOutputType

from apps.fleet import ENVIRONMENTS_FILE
from portkey_constructs import Portkey, PortkeyApp, mark_cluster
from portkey_constructs.environments import read_environments
from portkey_constructs.output.files import replace_directory, staging

__all__ = ["fleet", "write"]

_OUTPUT: Final = "build/clusters"


def fleet(folder: Path) -> PortkeyApp:
    """The app with a chart for each cluster and a platform for each environment."""
    app = PortkeyApp(outdir=str(folder), yaml_output_type=YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE, record_construct_metadata=False)
    charts: dict[str, Chart] = {}
    for name, environment in read_environments(ENVIRONMENTS_FILE).items():
        config, _ = environment.load(deployed=True)
        cluster = environment.cluster or name
        if cluster not in charts:
            charts[cluster] = Chart(app, cluster)
            # Objects of different clusters may have the same identity.
            mark_cluster(charts[cluster])
        Portkey(charts[cluster], name, config=config)
    return app


def write(output: Path) -> None:
    """Replace the folder in one step."""
    with staging(output) as ready:
        fleet(ready).synth()
        replace_directory(output, ready)


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else _OUTPUT))
