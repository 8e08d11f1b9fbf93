"""Drafting a mapping file for files that are not in our tables' form. Reads the files only."""

from pathlib import Path

from implementation.imports.faults import FaultList
from implementation.imports.mapping import write_mapping
from implementation.imports.proposals import Proposal, propose
from implementation.imports.sources import open_sources
from implementation.imports.staging import private_folder
from implementation.services.imports.registry import registered_tables


def propose_mapping(path: Path) -> str:
    """The text of a mapping file, with what people must decide in its head. Raises NotADirectoryError."""
    proposal = drafted(path)
    return write_mapping(proposal.mapping, questions=proposal.questions)


def drafted(path: Path) -> Proposal:
    """The same, as what it says."""
    with private_folder() as workspace:
        sources = open_sources(path, workspace=workspace, faults=FaultList(), notes=FaultList())
        return propose(sources, [table.spec for table in registered_tables()])
