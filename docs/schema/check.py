#!/usr/bin/env python3
"""Validates JSON documents against a schema of this folder.

usage: check.py SCHEMA FILE...      SCHEMA is a name or path such as node.json, "-" the standard input;
                                    exit 0 all valid, 1 some not, 2 wrong use

Needs python3-jsonschema (exit 77 where it is missing).
"""
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    sys.exit(77)

FOLDER = pathlib.Path(__file__).resolve().parent


def strict(pairs):
    """Refuses a name that stands twice in one object."""
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError(f"a name stands twice in {sorted(names)}")
    return dict(pairs)


def refuse(word):
    raise ValueError(f"{word} is not JSON")


def bundled(schema, name):
    """The schema with its references turned to places in one document that holds all files."""
    if isinstance(schema, list):
        return [bundled(item, name) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {key: bundled(value, name) for key, value in schema.items()}
    if "$ref" in schema:
        file, _, place = schema["$ref"].partition("#")
        copy["$ref"] = f"#/$defs/{file or name}{place}"
    return copy


def stop(message):
    """Ends with one line about wrong use."""
    print("check.py:", message, file=sys.stderr)
    sys.exit(2)


def read(name):
    """The JSON document in a file."""
    try:
        text = sys.stdin.read() if name == "-" else pathlib.Path(name).read_text()
        return json.loads(text, object_pairs_hook=strict, parse_constant=refuse)
    except OSError as error:
        stop(f"cannot read {name}: {error.strerror}")


def main():
    if len(sys.argv) < 3:
        stop("give a schema and at least one file: check.py node.json FILE...")
    schemas = {path.name: json.loads(path.read_text()) for path in FOLDER.glob("*.json")}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    chosen = pathlib.PurePath(sys.argv[1]).name
    if chosen not in schemas:
        stop(f"there is no schema {sys.argv[1]}; there are {', '.join(sorted(schemas))}")
    validator = jsonschema.Draft202012Validator({
        "$ref": "#/$defs/" + chosen,
        "$defs": {name: bundled(schema, name) for name, schema in schemas.items()}})
    failed = False
    for name in sys.argv[2:]:
        try:
            document = read(name)
        except ValueError as error:
            failed = True
            print(f"{name}: not valid JSON: {error}")
            continue
        for error in validator.iter_errors(document):
            failed = True
            print(f"{name}: {error.json_path}: {error.message[:200]}")
    sys.exit(1 if failed else 0)


main()
