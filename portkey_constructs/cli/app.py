"""The entry point: the command group, process start and exit."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Final

import click

from portkey_constructs.cli.command import LazyGroup
from portkey_constructs.cli.console import FAILED, INTERRUPTED, PROGRAM, exit_on_error, write_message, write_output
from portkey_constructs.cli.interrupts import repeat_ignored_interrupts

__all__ = ["main", "program"]

_SHELLS: Final = ("bash", "zsh", "fish")
_COMPLETION_VARIABLE: Final = "_PORTKEY_CONSTRUCTS_COMPLETE"
_COMMANDS: Final = {
    "init": "Create a portkey.yaml from a template, or a whole project.",
    "import-values": "Convert values of Portkey's Helm charts.",
    "adopt": "Take over a running release of Portkey's Helm charts.",
    "compare": "Compare a configuration with a Helm chart.",
    "render": "Print the Kubernetes objects, or write them to a folder.",
    "plan": "Say what applying a configuration does to what is deployed.",
    "validate": "Check a configuration.",
    "secrets": "List the Secrets to create or fill.",
    "images": "List the images to pull or to mirror.",
    "flux": "Print Flux objects that deploy stage by stage.",
    "argocd": "Print the Argo CD Application that deploys in sync waves.",
    "graph": "Draw a diagram of a configuration.",
    "explain": "Explain a setting, variable, Secret key, object or error code.",
    "schema": "Print the JSON Schema for editors.",
    "verify": "Check a live cluster against a configuration.",
    "aws": "Print the IAM roles that a configuration needs.",
}
_EPILOG: Final = """\
Examples:
  portkey-constructs init --list
  portkey-constructs init quickstart -o platform
  portkey-constructs validate -f platform/portkey.yaml
  portkey-constructs secrets -f platform/portkey.yaml
  portkey-constructs render -f platform/portkey.yaml -o platform/dist
  kubectl apply -R -f platform/dist
  portkey-constructs verify -f platform/portkey.yaml --wait 5m

Run `portkey-constructs COMMAND --help` for the examples and exit statuses of a command,
and `portkey-constructs explain NAME` for the meaning of a setting, a variable or an error code.
"""


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # takes longer to import than the rest of the program

        write_output(f"{PROGRAM} {version(PROGRAM)}\n")
        context.exit()


def _print_completion(context: click.Context, _: click.Parameter, shell: str | None) -> None:
    if shell is None:
        return
    shell = shell or Path(os.environ.get("SHELL", "")).name
    if shell not in _SHELLS:
        raise click.BadParameter(f"name the shell: one of {', '.join(_SHELLS)}")
    completion = _shell_completion().get_completion_class(shell)
    assert completion is not None
    write_output(f"{completion(program, {}, PROGRAM, _COMPLETION_VARIABLE).source()}\n")
    context.exit()


def _shell_completion() -> ModuleType:
    from click import shell_completion  # few processes need it

    return shell_completion


@click.group(
    PROGRAM,
    cls=LazyGroup,
    package="portkey_constructs.cli",
    summaries=_COMMANDS,
    help="Render the Kubernetes manifests of Portkey Enterprise from one portkey.yaml.",
    epilog=_EPILOG,
    no_args_is_help=True,
    context_settings={"max_content_width": 100, "show_default": True},
)
@click.option("--version", "-V", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version and exit.")
@click.option(
    "--show-completion",
    is_flag=False,
    flag_value="",
    is_eager=True,
    expose_value=False,
    callback=_print_completion,
    metavar="SHELL",
    help="Print the completion script for bash, zsh or fish [default: $SHELL] and exit.",
)
def program() -> None:
    pass


def main() -> None:
    """Run the program with the arguments of the process, then exit."""
    # Saves start-up time: searching for pydantic plugins takes 20 ms, and garbage collection frees nothing in a short process.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()
    atexit.register(gc.freeze)
    repeat_ignored_interrupts()
    sys.exit(_run())


def _run() -> int:
    """Run the program and return the exit status; `click.Command.main` would exit with status 1 on Ctrl-C and on a closed pipe."""
    if instruction := os.environ.get(_COMPLETION_VARIABLE):
        return int(_shell_completion().shell_complete(program, {}, PROGRAM, _COMPLETION_VARIABLE, instruction))
    try:
        with exit_on_error(), program.make_context(PROGRAM, sys.argv[1:]) as context:
            program.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        write_message("\nAborted.")
        # click raises Abort if you press Ctrl-C at a prompt, and also at the end of input.
        interrupted = isinstance(error, KeyboardInterrupt) or isinstance(error.__context__, KeyboardInterrupt)
        return INTERRUPTED if interrupted else FAILED
    return 0
