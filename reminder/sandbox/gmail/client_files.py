"""The files that Google's console gives for download, pointing at the sandbox."""

from typing import Any

from reminder.sandbox.gmail.accounts import CLIENT_ID, CLIENT_SECRET

SERVICE_ACCOUNT = "reminder@sandbox.iam.gserviceaccount.com"


def desktop_client(base_url: str) -> dict[str, Any]:
    """Give the file of a client of the type "Desktop app"."""
    return {
        "installed": {
            "client_id": CLIENT_ID,
            "project_id": "sandbox",
            "auth_uri": f"{base_url}/o/oauth2/auth",
            "token_uri": f"{base_url}/token",
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
    }


def service_account_key(base_url: str) -> dict[str, Any]:
    """Give the key file of a service account, with a new RSA key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": "sandbox",
        "private_key_id": "sandbox",
        "private_key": key.decode(),
        "client_email": SERVICE_ACCOUNT,
        "client_id": "100000000000000000000",
        "auth_uri": f"{base_url}/o/oauth2/auth",
        "token_uri": f"{base_url}/token",
        "universe_domain": "googleapis.com",
    }
