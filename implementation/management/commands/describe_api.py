"""`manage.py describe_api FOLDER`: writes the description of the API, as the server sends it, into a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.encoding import force_bytes
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from implementation.http.described import named
from implementation.http.openapi_3_0 import as_3_0


class Command(BaseCommand):
    help = "Writes the description of the API as OpenAPI 3.1 and 3.0.3, as YAML and as JSON."
    # Nothing is asked of the database.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="made where it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        generator: Any = SchemaGenerator
        newer = generator().get_schema(request=None, public=True)
        options["folder"].mkdir(parents=True, exist_ok=True)
        for version, document in {"3.1": newer, "3.0": as_3_0(newer)}.items():
            for form, renderer in {"yaml": OpenApiYamlRenderer(), "json": OpenApiJsonRenderer()}.items():
                written: Path = options["folder"] / named(version, form)
                written.write_bytes(force_bytes(renderer.render(document, renderer_context={})))
