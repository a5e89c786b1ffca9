"""Extract the endpoint table from the published schema: method, path, tokens, paging, largest page.

Usage: operations.py CONTRACT.json > tests/fixtures/operations.tsv
"""
import json
import sys

# Look-ups of the schema that no command uses.
LEFT_OUT = {
    "/api/v1/dealFields",
    "/api/v1/dealFields/{id}",
    "/api/v2/deals/{id}/products",
    "/api/v2/deals/products",
}

with open(sys.argv[1]) as file:
    contract = json.load(file)
for path, methods in sorted(contract["paths"].items()):
    for method, operation in sorted(methods.items()):
        if path in LEFT_OUT or "x-token-cost" not in operation:
            continue
        limits = [p["schema"].get("maximum", "-") for p in operation.get("parameters", []) if p["name"] == "limit"]
        kind = "deals" if "x-seed-index" in operation else "lookup"
        row = [kind, method.upper(), path, operation["x-token-cost"], operation["x-pagination"], *(limits or ["-"])]
        print("\t".join(map(str, row)))
