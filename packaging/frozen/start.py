"""Where the frozen program begins: `photofix`, and its twin `photofix-window`, which on Windows opens no console."""

import os
import sys
from pathlib import Path

# Where systems keep the certificates that a connection is checked by: the OpenSSL that is carried along looks where the
# system keeps them on which it was built.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def begin() -> int:
    if sys.platform != "win32":
        found = next((path for path in CERTIFICATES if os.path.exists(path)), None)
        if found is not None:
            os.environ.setdefault("SSL_CERT_FILE", found)
    if Path(sys.argv[0]).stem.lower() == "photofix-window" and sys.argv[1:2] != ["--self-test"]:
        from photofix.__main__ import window

        return window()
    from photofix.__main__ import main

    return main()


if __name__ == "__main__":
    sys.exit(begin())
