"""Makes .venv from the hashed requirement files with nothing but the standard library.

Usage: python3 tools/setup.py runtime|dev. Quick when nothing changed: a stamp in .venv holds the
digest of everything the environment was made from.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "made-from"
REQUIREMENTS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}


def digest(kind: str) -> str:
    """Changes with the interpreter, the pinned packages and what the editable install records."""
    import tomllib  # absent before 3.11, where main() must still say so in a clear line

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    installed = [project["build-system"], project["project"], project["tool"]["hatch"]]
    sha = hashlib.sha256(f"{kind} {sys.version}".encode())
    sha.update(json.dumps(installed).encode())
    sha.update((ROOT / REQUIREMENTS[kind]).read_bytes())
    return sha.hexdigest()


def venv_is_here() -> bool:
    """False for another interpreter's venv and for a moved one: its scripts point elsewhere."""
    try:
        made_by = (VENV / "pyvenv.cfg").read_text()
    except OSError:
        return False
    version = ".".join(map(str, sys.version_info[:3]))
    return PYTHON.exists() and f"version = {version}" in made_by and f" {VENV}\n" in made_by


def is_made(kind: str) -> bool:
    """A dev environment serves as a runtime one, too."""
    if not (STAMP.exists() and venv_is_here()):
        return False
    return STAMP.read_text() in {digest(kind), digest("dev")}


def make_venv() -> None:
    """Debian splits ensurepip off python3; root gets it by apt, others are told."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("python3 cannot make environments yet: installing python3-venv", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "python3-venv"]):
            subprocess.run(["apt-get", "-qq", *step], check=False, env=environment)
    if subprocess.run(command, check=False).returncode != 0:
        sys.exit("python3 -m venv failed: install the package python3-venv, then try again")


def pip_install(*arguments: str) -> None:
    """Quiet but for errors: what a machine's own pip settings warn about is not our user's news."""
    options = ["-qq", "--disable-pip-version-check", "--no-input"]
    command = [str(PYTHON), "-m", "pip", "install", *options, *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
        sys.exit("pip could not install the packages: the lines above say why")


def main(kind: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (that is what this line is for)
        sys.exit(
            f"KOC Dispatch needs Python 3.11 or newer and python3 is {sys.version.split()[0]};"
            " name another one: make PYTHON=python3.12 ..."
        )
    if is_made(kind):
        return
    print(f"Preparing .venv from {REQUIREMENTS[kind]}: about a minute, only once", flush=True)
    STAMP.unlink(missing_ok=True)
    if not venv_is_here():
        make_venv()
    pip_install("--require-hashes", "-r", REQUIREMENTS[kind])
    pip_install("--no-build-isolation", "--no-deps", "--editable", ".")
    STAMP.write_text(digest(kind))


if __name__ == "__main__":
    main(sys.argv[1])
