"""`images`: lists the images of a configuration, and prints the commands that copy them."""

from collections.abc import Mapping, Sequence

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.console import printable, write_message, write_output
from portkey_constructs.cli.selection import Selection, by_environment, json_by_environment, selection_options
from portkey_constructs.output.images import ImageUse, containerd_script, skopeo_script, united
from portkey_constructs.output.images import images as used_images
from portkey_constructs.platform.images import image_name

__all__ = ["images"]

_EPILOG = """\
Formats:
  text        each image with the components that run it
  json        the same for programs, with the image at its publisher and every container
  skopeo      a shell script that copies the images to the registry in imageRegistry
  containerd  a shell script that writes one archive of all images, for nodes without a registry

Everything is read from the rendered objects, with sidecars, init containers, patches and extraObjects.
The command contacts no registry.

Examples:
  portkey-constructs images -f portkey.yaml
  portkey-constructs images -f portkey.yaml --format json | jq -r '.images[].image'
  portkey-constructs images -f portkey.yaml --format skopeo > mirror.sh
  portkey-constructs images --all --format skopeo > mirror.sh    # one script for all environments

Exit status:
  0  the images are listed
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, epilog=_EPILOG)
@selection_options
@click.option("--format", "output_format", type=click.Choice(["text", "json", "skopeo", "containerd"]), default="text", help="Output format.")
def images(selection: Selection, output_format: str) -> None:
    """List every image that the pods pull, with the components that run it."""
    used = [(name, used_images(config.resolve())) for name, config in selection.load("reading", deployed=True)]
    if output_format == "json":
        write_output(json_by_environment([(name, _json(uses)) for name, uses in used]))
    elif output_format == "text":
        write_output(by_environment([(name, _text(uses)) for name, uses in used]))
    else:
        together = united(uses for _, uses in used)
        if output_format == "skopeo" and not any(use.copied for use in together):
            write_message("imageRegistry names no registry to copy to: set it to a map, such as imageRegistry: {docker.io: registry.example.org}")
        write_output((skopeo_script if output_format == "skopeo" else containerd_script)(together))


def _json(used: Sequence[ImageUse]) -> Mapping[str, object]:
    rows = []
    for use in used:
        name = image_name(use.image)
        parts = {"registry": name.registry, "repository": name.path, "tag": name.tag or None, "digest": name.digest or None}
        rows.append({"image": use.image, "source": use.source, **parts, "components": list(use.components), "uses": list(use.uses)})
    return {"images": rows}


def _text(used: Sequence[ImageUse]) -> str:
    if not used:
        return "no images\n"
    width = max(len(use.image) for use in used)
    return "".join(f"{printable(use.image):<{width}}  {printable(', '.join(use.components))}\n" for use in used)
