"""What the page forbids a browser: scripts, anything from elsewhere, and any style but those that are its own."""

import base64
import hashlib
from collections.abc import Iterable

_FIXED = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-src 'none'; style-src"


def content_security_policy(styles: Iterable[str]) -> str:
    """Give the policy that allows exactly these styles, of sheets and of single elements.

    A frame of the page's own text takes the policy over from its page; `frame-src` does not keep it from showing.
    """
    allowed = " ".join(sorted({_hash(each) for each in styles}))
    return f"{_FIXED} 'unsafe-hashes' {allowed}"


def _hash(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"'sha256-{digest}'"
