"""Extract the parameters of all deal operations from the published schema: method, path, location, name.

Usage: parameters.py CONTRACT.json > tests/fixtures/parameters.tsv
"""
import json
import sys

with open(sys.argv[1]) as file:
    contract = json.load(file)


def resolved(schema):
    while "$ref" in schema:
        found = contract
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


for path, methods in sorted(contract["paths"].items()):
    for method, operation in sorted(methods.items()):
        if "x-seed-index" not in operation:
            continue
        rows = [(resolved(p)["in"], resolved(p)["name"]) for p in operation.get("parameters", [])]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        rows += [("body", key) for key in resolved(body.get("schema", {})).get("properties", {})]
        for where, name in rows:
            print(f"{method.upper()}\t{path}\t{where}\t{name}")
