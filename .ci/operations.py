"""Extract the endpoint table from the published schema: method, path, tokens, paging, largest page.

Usage: operations.py CONTRACT.json BEYOND.json > tests/fixtures/operations.tsv

BEYOND.json has operations beyond those of CONTRACT.json, as published: without the kind of paging.
"""
import json
import sys

# Look-ups of the schema that no command uses.
LEFT_OUT = {
    "/api/v1/dealFields",
    "/api/v1/dealFields/{id}",
    "/api/v2/deals/{id}/products",
}
# Operations beyond the schema that a command uses, and the largest page of the lists of their version.
BEYOND = {
    "/api/v2/activities": 500,
    "/api/v1/notes": 500,
    "/api/v1/pipelines/{id}/conversion_statistics": None,
    "/api/v1/pipelines/{id}/movement_statistics": None,
}

with open(sys.argv[1]) as file:
    contract = json.load(file)
rows = []
for path, methods in sorted(contract["paths"].items()):
    for method, operation in sorted(methods.items()):
        if path in LEFT_OUT or "x-token-cost" not in operation:
            continue
        limits = [p["schema"].get("maximum", "-") for p in operation.get("parameters", []) if p["name"] == "limit"]
        kind = "deals" if "x-seed-index" in operation else "lookup"
        row = [kind, method.upper(), path, operation["x-token-cost"], operation["x-pagination"], *(limits or ["-"])]
        rows.append(row)
with open(sys.argv[2]) as file:
    beyond = json.load(file)
for path, largest in BEYOND.items():
    operation = beyond["paths"][path]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    paging = "none" if largest is None else "cursor" if "cursor" in names else "offset"
    rows.append(["lookup", "GET", path, operation["x-token-cost"], paging, largest or "-"])
for row in sorted(rows, key=lambda row: (row[2], row[1])):
    print("\t".join(map(str, row)))
