"""`manage.py describe_api`: makes the description of the API that the server sends, unless it is there already.

`manage.py describe_api FOLDER` writes it into a folder, as files to read.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from implementation.http.described import alone, keep, named
from implementation.http.openapi_3_0 import as_3_0


class Command(BaseCommand):
    help = (
        "Makes the description of the API as OpenAPI 3.1 and 3.0.3, as YAML and as JSON; once for each version of it."
    )
    # Nothing is asked of the database.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, nargs="?", help="made where it is not there; without one it is kept for the server"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        given: Path | None = options["folder"]
        if given is not None:
            given.mkdir(parents=True, exist_ok=True)
            for (version, form), text in _texts().items():
                (given / named(version, form).removesuffix(".gz")).write_bytes(text)
            return
        with alone() as needed:
            if needed:
                keep(_texts())


def _texts() -> dict[tuple[str, str], bytes]:
    """The description by version and format."""
    generator: Any = SchemaGenerator
    newer = generator().get_schema(request=None, public=True)
    return {
        (version, form): force_bytes(renderer.render(document, renderer_context={}))
        for version, document in {"3.1": newer, "3.0": as_3_0(newer)}.items()
        for form, renderer in {"yaml": OpenApiYamlRenderer(), "json": OpenApiJsonRenderer()}.items()
    }
