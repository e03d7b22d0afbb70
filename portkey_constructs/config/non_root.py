"""The user of the backend's pods."""

from typing import Annotated

from portkey_constructs.config.base import Model
from portkey_constructs.config.types import Matching, Whole

__all__ = ["NonRoot"]

_UserId = Annotated[int, Whole(1, 2**31 - 1, "the ID of a user or group other than root, from 1")]
_Folder = Annotated[str, Matching(r"^(/[A-Za-z0-9_.@-]*[A-Za-z0-9_@-])+$", "an absolute path, such as /app/logs", 255)]


class NonRoot(Model):
    """The user under which the pods run, other than root, and the folders in which it may write."""

    user: _UserId
    """ID of the user. It must be able to read the files of the image."""
    group: _UserId | None = None
    """ID of the group, which owns the volumes. Defaults to the ID of the user."""
    writable_folders: tuple[_Folder, ...] = ()
    """Folders that are replaced by empty volumes, in which this user may write. Their files in the image are hidden. /tmp is always writable."""
