"""An invented secret of each form that the detector knows. They are put together here, so that no scanner takes them for real ones."""

from typing import Final

__all__ = ["CORE", "NAME", "SAMPLES"]

CORE: Final = "c4N4rY7Kp2mQ9vRt"
"""A part of every sample that no output may contain."""
_LONG: Final = CORE * 3
NAME: Final = "A_PASSWORD"
"""A name that makes a secret of `CORE`, which has no form."""
SAMPLES: Final = {
    "url": f"https://me:{CORE}@example.org",
    "pem": "-----BEGIN " + f"PRIVATE KEY-----\n{CORE}\n-----END PRIVATE KEY-----",
    "jwt": f"ey{'J'}{CORE}.ey{'J'}{CORE}.{CORE}",
    "aws": f"{CORE}+AbCdEfGh/IjKlMnOpQrStUv",
    "github": "gh" + "p_" + _LONG[:36],
    "gitlab": "glp" + f"at-{_LONG}",
    "slack": "xo" + f"xb-{_LONG}",
    "stripe": "sk" + f"_live_{CORE}",
    "model": "sk" + f"-proj-{_LONG}",
    "google": "AI" + "za" + _LONG[:35],
    "azure": f"AccountName=a;Account{'Key'}={CORE}{CORE}",
    "header": f"Bearer {CORE}{CORE}",
    "assignment": f"server=db;password={CORE}",
    "random": f"{CORE}4LzWb8Nc",
}
