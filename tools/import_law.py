"""The import contract that import-linter does not bring: a room of the standard library alone."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyStandardLibrary(Contract):
    """`room` is the package bound by it; `except_modules` it may not import all the same."""

    type_name = "only_standard_library"

    # import-linter puts plain values in the place of these fields.
    room: Any = fields.StringField()
    except_modules: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        members = {self.room, *graph.find_descendants(self.room)}
        allowed = (members | sys.stdlib_module_names) - set(self.except_modules)
        broken = [
            f"{importer} imports {imported}"
            for importer in sorted(members)
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if imported not in allowed
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(line)
