# Runs a discovery and a sync with tap-pipedrive (PyPI) and compares its output with the sandbox.
#
# Usage: .../bin/python tap.py BASE_URL
#
# The base URL is a constant of the module `tap`, which is replaced here; nothing else is changed. Each
# stream is synced from the beginning, and again from the state of the first sync.
import collections
import contextlib
import io
import json
import sys
import urllib.request

import singer
import tap_pipedrive.tap as tap

base_url = sys.argv[1]
tap.BASE_URL = base_url

# The streams of the tap for deals.
STREAMS = ["deals", "dealflow", "users", "pipelines", "stages", "filters", "currency", "files", "deal_fields",
           "persons", "organizations"]
CONFIG = {"api_token": "sandbox", "start_date": "2015-01-01T00:00:00Z"}


def get(path):
    """Reads all rows of a path, with the token in a header."""
    rows, start, cursor = [], 0, None
    while True:
        more = f"&cursor={cursor}" if cursor else f"&start={start}"
        joint = "&" if "?" in path else "?"
        request = urllib.request.Request(f"{base_url}{path}{joint}limit=100{more}", headers={"x-api-token": "sandbox"})
        with urllib.request.urlopen(request) as response:
            body = json.load(response)
        rows += body["data"] or []
        additional = body.get("additional_data") or {}
        cursor = additional.get("next_cursor")
        start = (additional.get("pagination") or {}).get("next_start")
        if not cursor and not start:
            return rows


def sync(state):
    """Runs a sync; returns the catalog, the records by stream, and the last state. Streams have state, so each run creates new ones."""
    streams = [type(stream)() for stream in tap.PipedriveTap.streams]
    run = tap.PipedriveTap(dict(CONFIG), state)
    run.streams = streams
    catalog = run.do_discover()
    for stream in catalog.streams:
        metadata = singer.metadata.to_map(stream.metadata)
        metadata[()]["selected"] = stream.tap_stream_id in STREAMS
        stream.metadata = singer.metadata.to_list(metadata)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run.do_sync(catalog)
    records, last = collections.defaultdict(list), state
    for line in out.getvalue().splitlines():
        message = json.loads(line)
        if message["type"] == "RECORD":
            records[message["stream"]].append(message["record"])
        elif message["type"] == "STATE":
            last = message["value"]
    return catalog, records, last


def main():
    catalog, records, state = sync({})
    assert set(STREAMS) <= {stream.tap_stream_id for stream in catalog.streams}
    deal_schema = next(stream for stream in catalog.streams if stream.tap_stream_id == "deals").schema.to_dict()
    fields = get("/api/v1/dealFields")
    missing = {field["key"] for field in fields} - set(deal_schema["properties"])
    assert not missing, f"fields that were not discovered: {missing}"

    deals = get("/api/v2/deals?status=open,won,lost,deleted")
    moves = 0
    for deal in get("/api/v2/deals"):
        flow = get(f"/v1/deals/{deal['id']}/flow")
        keys = [event["data"].get("field_key") for event in flow if event["object"] == "dealChange"]
        moves += sum(key in ("add_time", "stage_id") for key in keys)
    expected = {
        "deals": len(deals),
        "dealflow": moves,
        "users": len(get("/api/v1/users")),
        "pipelines": len(get("/api/v2/pipelines")),
        "stages": len(get("/api/v2/stages")),
        "filters": len(get("/api/v1/filters")),
        "currency": len(get("/api/v1/currencies")),
        "files": len(get("/api/v1/files")),
        # Subfields have no ID.
        "deal_fields": sum(field["id"] is not None for field in fields),
        "persons": len(get("/api/v2/persons")),
        "organizations": len(get("/api/v2/organizations")),
    }
    counts = {stream: len(records[stream]) for stream in STREAMS}
    for stream in STREAMS:
        print(f"{stream}: {counts[stream]} records, {expected[stream]} expected")
    assert counts == expected
    assert all(counts.values())
    assert {record["id"] for record in records["deals"]} == {deal["id"] for deal in deals}

    # Changes: one deal, and the events of its changes.
    body = json.dumps({"title": "From the tap's second run"}).encode()
    headers = {"x-api-token": "sandbox", "content-type": "application/json"}
    request = urllib.request.Request(f"{base_url}/api/v2/deals", body, headers)
    new = json.load(urllib.request.urlopen(request))["data"]["id"]
    _, again, _ = sync(state)
    print(f"second sync: {len(again['deals'])} deals, {len(again['users'])} users")
    assert new in [record["id"] for record in again["deals"]]
    assert len(again["deals"]) < counts["deals"]


main()
