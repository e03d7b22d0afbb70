"""`images`: lists the images of a configuration, and prints the commands that copy them."""

import json
from collections.abc import Sequence

import click

from portkey_constructs.cli.command import Command
from portkey_constructs.cli.configuration_files import files_option, load_configuration
from portkey_constructs.cli.console import printable, write_message, write_output
from portkey_constructs.output.images import ImageUse, containerd_script, skopeo_script
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

Exit status:
  0  the images are listed
  1  the output cannot be written
  2  the configuration is invalid
"""


@click.command(cls=Command, epilog=_EPILOG)
@files_option
@click.option("--format", "output_format", type=click.Choice(["text", "json", "skopeo", "containerd"]), default="text", help="Output format.")
def images(files: tuple[str, ...], output_format: str) -> None:
    """List every image that the pods pull, with the components that run it."""
    used = used_images(load_configuration(files, "reading", deployed=True).resolve())
    if output_format == "skopeo" and not any(use.copied for use in used):
        write_message("imageRegistry names no registry to copy to: set it to a map, such as imageRegistry: {docker.io: registry.example.org}")
    formats = {"text": _text, "json": _json, "skopeo": skopeo_script, "containerd": containerd_script}
    write_output(formats[output_format](used))


def _json(used: Sequence[ImageUse]) -> str:
    rows = []
    for use in used:
        name = image_name(use.image)
        parts = {"registry": name.registry, "repository": name.path, "tag": name.tag or None, "digest": name.digest or None}
        rows.append({"image": use.image, "source": use.source, **parts, "components": list(use.components), "uses": list(use.uses)})
    return json.dumps({"images": rows}, indent=2) + "\n"


def _text(used: Sequence[ImageUse]) -> str:
    if not used:
        return "no images\n"
    width = max(len(use.image) for use in used)
    return "".join(f"{printable(use.image):<{width}}  {printable(', '.join(use.components))}\n" for use in used)
