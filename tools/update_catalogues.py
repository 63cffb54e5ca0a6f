"""Brings the catalogue's msgids in step with the sources; translations are written by people."""

from tools.catalogue import PO, ROOT, from_sources, save, translated


def main() -> None:
    catalogue = translated()
    # A string that comes back finds its old translation again.
    for message in catalogue.obsolete.values():
        catalogue[message.id] = message
    catalogue.obsolete.clear()
    catalogue.update(from_sources(), no_fuzzy_matching=True, update_creation_date=False)
    save(catalogue)
    missing = sum(1 for message in catalogue if message.id and not message.string)
    print(f"{PO.relative_to(ROOT)}: {len(catalogue)} strings, {missing} to translate", end="")
    print(f", {len(catalogue.obsolete)} no longer used, at its end" if catalogue.obsolete else "")


if __name__ == "__main__":
    main()
