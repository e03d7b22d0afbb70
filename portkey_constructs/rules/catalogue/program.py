"""Options of the command line, and constructs that are used alone."""

from typing import Final

from portkey_constructs.rules.catalogue.entry import Entry

__all__ = ["PROGRAM"]

PROGRAM: Final = (
    Entry(
        "PK-FLUX-001",
        "an option of flux that Flux would not take",
        "The address, the path, the interval or the namespace of the source is not of the form that Flux' own objects want, or the address holds a "
        "password.",
        "Write it as the message says; credentials belong in the Secret that --secret names.",
    ),
    Entry(
        "PK-CONSTRUCT-001",
        "a construct for something that does not run in this cluster",
        "A construct such as Gateway or MySql was made from a configuration in which that component runs elsewhere or not at all.",
        "Leave the construct out, or change the setting that the message names.",
    ),
)
