"""Run every command in every format against the example responses of the published schema.

Usage: examples.py --contract DIR --deals PATH

A server responds to each operation with the example of its reference page, whatever the parameters;
further pages are empty. Each command must succeed and print output that parses in its format. All runs
are repeated with the corrected examples.
"""
import argparse
import csv
import http.server
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

UUID = "30195b0e-7577-4f52-a5cf-f3ee39b9d1e0"
COMMANDS = [
    "list", "list --archived", "get 1", "search deal", "create Example", "update 1 --title Other", "delete 1",
    "move 1 2", "win 1", "lose 1 --reason price", "reopen 1", "archive 1", "unarchive 1",
    "duplicate 2", "merge 1 --into 2", "convert start 1", f"convert status 1 {UUID}",
    "followers list 1", "followers add 1 1", "followers remove 1 1", "followers changelog 1",
    "participants list 1", "participants add 1 1", "participants remove 1 1598", "participants changelog 1",
    "discounts list 1", "discounts add 1 --percent 10", f"discounts update 1 {UUID} --percent 12",
    f"discounts remove 1 {UUID}",
    "files 1", "mail 1", "flow 1", "changelog 1", "permitted-users 1",
    "summary", "summary --archived", "timeline", "timeline --archived",
    "fields", "pipelines", "stages", "users", "filters", "currencies",
]


class Example(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    routes = []

    def answer(self):
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("content-length") or 0)
        self.rfile.read(length)
        fitting = [row for row in self.routes if row[0] == self.command and row[1].fullmatch(path)]
        # `/deals/search` also matches `/deals/{id}`: prefer the pattern with fewer parameters.
        status, body = 404, {"success": False, "error": "no such example"}
        if fitting:
            status, body = 200, max(fitting, key=lambda row: row[3])[2]
        if re.search(r"(^|&)(cursor=|start=[1-9])", query):
            body = {"success": True, "data": [], "additional_data": {"next_cursor": None}}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, *_):
        pass


def routes(contract, corrected):
    """Method, pattern, example and number of parameters of every operation with an example."""
    document = json.loads((contract / "deals-openapi.json").read_text())
    files = {}
    for file in sorted((contract / "examples").glob("*.json")):
        name, _, variant = file.stem.partition(".")
        operation = name.split("-", 1)[1]
        if (variant == "corrected") <= corrected:
            files[operation] = file
    rows = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            file = files.get(isinstance(operation, dict) and operation.get("operationId"))
            if file:
                pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
                rows.append((method.upper(), pattern, json.loads(file.read_text()), -path.count("{")))
    return rows


def readable(form, text):
    if form == "json":
        json.loads(text)
    elif form == "ndjson":
        assert all(json.loads(line) is not None for line in text.splitlines())
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        assert len({len(row) for row in rows}) <= 1, "rows of different length"
    assert text.strip(), "nothing was printed"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--contract", type=Path, required=True)
    parser.add_argument("--deals", type=Path, required=True)
    args = parser.parse_args()
    passed, failed = 0, 0
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Example)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for corrected in (False, True):
        Example.routes = routes(args.contract, corrected)
        with tempfile.TemporaryDirectory() as home:
            env = {"HOME": home, "PATH": os.environ["PATH"], "DEALS_BASE_URL": f"http://127.0.0.1:{server.server_port}"}
            for command in COMMANDS:
                for form in ("table", "json", "ndjson", "csv"):
                    run = subprocess.run(
                        [args.deals.resolve(), *command.split(), "-o", form, "--yes"],
                        env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
                    )
                    try:
                        assert run.returncode == 0, f"exit {run.returncode}: {run.stderr.strip()}"
                        readable(form, run.stdout)
                        passed += 1
                    except (AssertionError, ValueError) as wrong:
                        failed += 1
                        which = "corrected" if corrected else "published"
                        print(f"deals {command} -o {form} ({which} examples): {wrong}")
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
