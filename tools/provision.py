"""Brings what tests use beyond Python packages: a browser, a bookkeeper, fonts, Node's packages.

Nothing here fails the run: the tests that lack their piece are skipped, and say so at its end.
"""

from pathlib import Path

from tools import browser, hledger, node

JUDGES = Path(__file__).resolve().parent.parent / "tests" / "judges"


def main() -> None:
    troubles = {
        "browser": browser.install(),
        "bookkeeper": hledger.install(),
        "fonts": browser.install_fonts(),
        "clients of other languages": node.install(JUDGES),
    }
    for name, trouble in troubles.items():
        if trouble:
            print(f"{name}: {trouble}", flush=True)


if __name__ == "__main__":
    main()
