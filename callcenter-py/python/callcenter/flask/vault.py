"""SIP passwords, sealed: what is kept cannot be read without the key, and is never listed."""

from __future__ import annotations

import hmac
import os
import re
from pathlib import Path
from typing import Optional

from cryptography.fernet import Fernet, InvalidToken
from werkzeug.security import check_password_hash

from .settings import SettingsError

MARK = "fernet:"
"""What a sealed password begins with."""

ELSEWHERE = "fernet:*"
"""Stands where a sealed password would not fit: it is in the column beside."""

KEY_FILE = "callcenter.key"
"""Made in the application's instance folder at first need, for its owner alone."""

_HASHES = re.compile(r"\$(2[abxy]?|5|6|y|argon2\w*|scrypt|pbkdf2[\w-]*)\$|(pbkdf2|scrypt|argon2|bcrypt)[:_$]|sha\d*\$|md5\$", re.I)
_HEX = re.compile(r"[0-9a-fA-F]{32}\Z|[0-9a-fA-F]{40}\Z|[0-9a-fA-F]{64}\Z|[0-9a-fA-F]{128}\Z")


class Vault:
    """Seals and opens, by the key of `CALLCENTER_KEY` or of a file that is made at first need."""

    def __init__(self, key: Optional[str], folder: str) -> None:
        self._told = key
        self._path = Path(folder) / KEY_FILE
        self._fernet: Optional[Fernet] = None

    def seal(self, secret: str) -> str:
        """A text that only this key opens."""
        return MARK + self._lock().encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> Optional[str]:
        """What was sealed; `None`: by another key, or it was changed."""
        try:
            return self._lock().decrypt(sealed[len(MARK) :].encode()).decode()
        except (InvalidToken, ValueError):
            return None

    def matches(self, said: str, kept: str) -> bool:
        """Whether a password is the one that is kept, sealed or as a hash that can be checked; the time that it takes tells
        nothing about how much of it is right."""
        if kept.startswith(MARK):
            secret = self.open(kept)
            # Compared all the same: an agent whose password cannot be opened takes as long as one who has another.
            return hmac.compare_digest(said.encode(), (secret or "").encode()) and bool(secret)
        return is_checkable(kept) and check_password_hash(kept, said)

    def _lock(self) -> Fernet:
        if self._fernet is None:
            key = self._told or _key_of(self._path)
            try:
                self._fernet = Fernet(key)
            except ValueError:
                where = "CALLCENTER_KEY" if self._told else str(self._path)
                raise SettingsError(f"{where}: it is no key; `flask call-center make-key` prints one") from None
        return self._fernet


def is_hash(text: str) -> bool:
    """Whether a password was kept as a hash, which cannot be used where a phone needs the password itself."""
    return bool(_HASHES.match(text)) or bool(_HEX.match(text))


def is_checkable(text: str) -> bool:
    """Whether a hash is of a kind with which a password can be compared here: those of Werkzeug, which Flask has."""
    return text.startswith(("pbkdf2:", "scrypt:")) and text.count("$") == 2


def is_sealed(text: str) -> bool:
    """Whether a password is sealed already."""
    return text.startswith(MARK)


def _key_of(path: Path) -> str:
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        # Whoever comes second takes the first one's: a link does not replace what is there.
        os.link(made, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(made)
    return _read(path)


def _read(path: Path) -> str:
    mode = path.stat().st_mode & 0o777
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(f"{path}: others may read the key (mode {mode:03o}); `chmod 600 {path}`")
    return path.read_text().strip()
