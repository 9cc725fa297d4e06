"""What every secret of the sandbox can be known by."""

SECRET_MARK = "sandbox-canary"  # noqa: S105 - opens nothing but the sandbox
"""Part of every secret and token that the sandbox knows or gives out, so that one that leaks can be searched for."""
