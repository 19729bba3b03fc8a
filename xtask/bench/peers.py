"""Measures entrepot beside DuckDB and chdb; called by `cargo xtask bench`, prints one JSON object.

Uses what pip installed into the bench's own environment (duckdb, chdb) and nothing else. Every
number is measured here, in one run on one machine; nothing is read from elsewhere.
"""

import argparse
import datetime
import decimal
import gzip
import http.client
import importlib.metadata
import itertools
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
import urllib.parse

# What a line of the source file is cast to; the same types as the lake's columns.
COPY_SQL = """
COPY (
  SELECT InvoiceNo AS trade_id, StockCode AS sku, Description AS product_name, Quantity AS quantity,
         InvoiceDate AS time, CAST(InvoiceDate AS DATE) AS day, UnitPrice AS unit_price,
         CAST(Quantity * UnitPrice AS DECIMAL(18,6)) AS amount,
         CASE WHEN CustomerID LIKE '%.0' THEN left(CustomerID, -2) ELSE CustomerID END AS buyer_id,
         Country AS country_raw
  FROM read_csv('{source}', header = true, columns = {{
    'InvoiceNo': 'VARCHAR', 'StockCode': 'VARCHAR', 'Description': 'VARCHAR', 'Quantity': 'DECIMAL(18,6)',
    'InvoiceDate': 'TIMESTAMP', 'UnitPrice': 'DECIMAL(18,6)', 'CustomerID': 'VARCHAR', 'Country': 'VARCHAR'}})
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""


def talk(text):
    print(text, file=sys.stderr, flush=True)


def make(options):
    """N copies of the source; copy k's invoice numbers are k million higher, letters kept."""
    with gzip.open(options.source, "rt", encoding="utf-8", newline="") as source:
        header, *rows = source.read().splitlines(keepends=True)
    split = []
    for row in rows:
        number, comma, rest = row.partition(",")
        letter = number[:1] if not number[:1].isdigit() else ""
        split.append((letter, int(number[len(letter):]), comma + rest))
    partial = options.out.with_suffix(".part")
    with open(partial, "w", encoding="utf-8", newline="") as out:
        out.write(header)
        for copy in range(options.copies):
            shift = copy * 1_000_000
            out.writelines(f"{letter}{number + shift}{rest}" for letter, number, rest in split)
    partial.rename(options.out)
    return {"rows": len(rows) * options.copies, "bytes": options.out.stat().st_size}


def measured(words):
    """Runs a program; wall seconds, peak resident bytes of it and its children, and its output."""
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit, process.returncode, output


def import_once(binary, home, source):
    shutil.rmtree(home, ignore_errors=True)
    words = [binary, "--home", home, "import", "--profile", "uci-online-retail", source, "--json"]
    seconds, peak_bytes, code, output = measured(words)
    if code not in (0, 3):
        raise SystemExit(f"entrepot import: exit code {code}")
    return seconds, peak_bytes, json.loads(output)


def copy_once(source, target):
    """DuckDB in a process of its own; the time is that of the statement, without Python's start."""
    _, peak_bytes, code, output = measured([sys.executable, __file__, "duckdb-copy", source, target])
    if code != 0:
        raise SystemExit(f"DuckDB: exit code {code}")
    return json.loads(output)["seconds"], peak_bytes


def duckdb_copy(options):
    import duckdb

    connection = duckdb.connect()
    sql = COPY_SQL.format(source=options.source, target=options.target)
    start = time.perf_counter()
    connection.execute(sql)
    return {"seconds": time.perf_counter() - start}


def run_import(options):
    sizes = [(int(copies), pathlib.Path(path)) for copies, path in (pair.split("=", 1) for pair in options.file)]
    largest, source = sizes[-1]
    memory = []
    for copies, path in sizes[:-1]:
        seconds, peak_bytes, report = import_once(options.binary, options.work / f"home-x{copies}", path)
        memory.append({"copies": copies, "rows": report["rows_read"], "seconds": seconds, "peak_bytes": peak_bytes})
        talk(f"x{copies}: {seconds:.1f} s, peak {peak_bytes / 2**20:.0f} MiB")
    with open(source, "rb") as file:  # into the page cache, for both
        while file.read(1 << 24):
            pass
    ours, theirs = [], []
    for turn in range(options.runs):
        seconds, peak_bytes, report = import_once(options.binary, options.work / f"home-x{largest}", source)
        ours.append((seconds, peak_bytes))
        talk(f"x{largest} entrepot: {seconds:.1f} s, peak {peak_bytes / 2**20:.0f} MiB")
        seconds, peak = copy_once(source, options.work / "peer.parquet")
        theirs.append((seconds, peak))
        talk(f"x{largest} DuckDB:   {seconds:.1f} s, peak {peak / 2**20:.0f} MiB")
    median = lambda pairs, at: statistics.median(pair[at] for pair in pairs)  # noqa: E731
    memory.append({"copies": largest, "rows": report["rows_read"], "seconds": median(ours, 0), "peak_bytes": max(p for _, p in ours)})
    return {
        "rows": report["rows_read"], "accepted": report["rows_accepted"], "runs": options.runs, "memory": memory,
        "entrepot": {"seconds": median(ours, 0), "peak_bytes": max(p for _, p in ours)},
        "duckdb": {"seconds": median(theirs, 0), "peak_bytes": max(p for _, p in theirs)},
        "ratio": median(ours, 0) / median(theirs, 0),
    }


class Server:
    """Asks `entrepot serve` over one kept connection."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=600)

    def get(self, path, refusable=False):
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        body = response.read()
        if refusable and response.status == 400:
            return None
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {body[:400].decode(errors='replace')}")
        return json.loads(body)

    def metric(self, name, params, refusable=False):
        return self.get(f"/api/v1/metrics/{name}?" + urllib.parse.urlencode(params, doseq=True), refusable)


def active_files(table):
    """The Parquet files that the table's newest Delta version consists of."""
    import duckdb

    log = table / "_delta_log"
    active, after = {}, -1
    last = log / "_last_checkpoint"
    if last.exists():
        after = json.loads(last.read_text())["version"]
        checkpoints = [str(path) for path in log.glob(f"{after:020d}.checkpoint*.parquet")]
        rows = duckdb.execute("SELECT add.path FROM read_parquet(?) WHERE add.path IS NOT NULL", [checkpoints]).fetchall()
        active = dict.fromkeys(urllib.parse.unquote(path) for path, in rows)
    for commit in sorted(log.glob("*.json")):
        if int(commit.stem) <= after:
            continue
        for action in map(json.loads, commit.read_text().splitlines()):
            if "add" in action:
                active[urllib.parse.unquote(action["add"]["path"])] = None
            elif "remove" in action:
                active.pop(urllib.parse.unquote(action["remove"]["path"]), None)
    return [table / path for path in active]


def link_tables(home, work):
    """A folder of links per table, so that every engine reads the same files through one pattern."""
    patterns = {}
    for table in ("lines", "trades", "fx"):
        folder = work / f"files-{table}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = home / "lake" / table
        if not source.exists():
            continue
        for at, path in enumerate(active_files(source)):
            (folder / f"{at:05d}.parquet").symlink_to(path)
        patterns[table] = str(folder / "*.parquet")
    return patterns


def duckdb_engine(patterns):
    import duckdb

    connection = duckdb.connect()
    tables = {name: f"read_parquet('{pattern}')" for name, pattern in patterns.items()}
    return lambda sql: connection.execute(sql.format(**tables)).fetchall()


def chdb_engine(patterns):
    from chdb import session

    opened = session.Session()
    opened.query("SET output_format_json_quote_decimals = 1")
    tables = {name: f"file('{pattern}', Parquet)" for name, pattern in patterns.items()}

    def run(sql):
        text = str(opened.query(sql.format(**tables), "JSONCompactEachRow"))
        return [json.loads(line) for line in text.splitlines() if line]

    return run


def timed(call, runs):
    """One call to warm up, then the median of the others, in milliseconds; and the last answer."""
    answer = call()
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        answer = call()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent), answer


def number(value):
    return None if value is None else decimal.Decimal(str(value))


def key(value):
    """Keys as text; an empty one is the unknown one, a moment is its day."""
    if value is None or value == "":
        return None
    return str(value)[:10] if isinstance(value, datetime.datetime) else str(value)


def peer_rows(rows):
    return {tuple(key(cell) for cell in row[:-1]): number(row[-1]) for row in rows}


def our_rows(answer, query):
    columns = (["period"] if query["params"].get("grain") else []) + query["params"].get("by", "").split(",")
    columns = [column for column in columns if column]
    if not columns:
        return {(): number(answer["total"]["value"])}
    return {tuple(key(row[column]) for column in columns): number(row["value"]) for row in answer["rows"]}


def differences(ours, theirs, digits):
    """Keys on which two answers differ; ratios are compared to the digits that are shown."""
    slack = decimal.Decimal(1).scaleb(-digits) if digits is not None else decimal.Decimal(0)
    wrong = []
    for name in ours.keys() | theirs.keys():
        a, b = ours.get(name), theirs.get(name)
        if (a is None) != (b is None) or (a is not None and abs(a - b) > slack):
            wrong.append(f"{name}: {a} against {b}")
    return sorted(wrong)


def run_queries(options):
    decimal.getcontext().prec = 60
    patterns = link_tables(options.home, options.work)
    server = Server(options.url)
    engines = {"duckdb": duckdb_engine(patterns), "chdb": chdb_engine(patterns)}
    results = []
    for query in tomllib.loads(options.queries.read_text())["query"]:
        params = {"limit": 1_000_000, **query["params"]}
        ours_ms, answer = timed(lambda: server.metric(query["metric"], params), options.runs)
        ours = our_rows(answer, query)
        row = {"name": query["name"], "rows": len(ours), "entrepot_ms": ours_ms, "different": []}
        for engine, run in engines.items():
            sql = query.get(f"sql_{engine}", query["sql"])
            row[f"{engine}_ms"], rows = timed(lambda: run(sql), options.runs)
            row["different"] += [f"{engine} {text}" for text in differences(ours, peer_rows(rows), query.get("digits"))]
        talk(f"{row['name']:<32} {ours_ms:8.1f} ms  duckdb {row['duckdb_ms']:8.1f}  chdb {row['chdb_ms']:8.1f}  "
             + ("same answer" if not row["different"] else f"{len(row['different'])} DIFFERENT: {row['different'][:3]}"))
        results.append(row)
    mean = lambda peer: statistics.geometric_mean(r["entrepot_ms"] / r[f"{peer}_ms"] for r in results)  # noqa: E731
    lines = engines["duckdb"]("SELECT count(*) FROM {lines}")[0][0]
    return {"lines": lines, "runs": options.runs, "queries": results, "ratio": {"duckdb": mean("duckdb"), "chdb": mean("chdb")}}


def run_slices(options):
    """Every metric by every two slices, each asked for the first time, and the command's start."""
    server = Server(options.url)
    spent, refused = [], 0
    for metric in server.get("/api/v1/metrics"):
        for pair in itertools.combinations(metric["dimensions"], 2):
            start = time.perf_counter()
            # Some questions make no sense, such as a concentration over what it is sliced by.
            if server.metric(metric["name"], {"by": ",".join(pair)}, refusable=True) is None:
                refused += 1
                continue
            spent.append(((time.perf_counter() - start) * 1000, metric["name"], pair))
    spent.sort(reverse=True)
    for took, name, pair in spent[:12]:
        talk(f"{took:8.1f} ms  {name} by {', '.join(pair)}")
    starts = [measured([options.binary, "--help"])[0] * 1000 for _ in range(21)]
    ms = [entry[0] for entry in spent]
    return {
        "requests": len(spent), "refused": refused, "max_ms": ms[0], "median_ms": statistics.median(ms), "over_300_ms": sum(m > 300 for m in ms),
        "slowest": f"{spent[0][1]} by {', '.join(spent[0][2])}", "help_ms": statistics.median(starts),
    }


def run_overview(options):
    """All metrics over the whole book, asked as a console does: first of a server that has just started, then once more."""
    server = Server(options.url)
    names = [metric["name"] for metric in server.get("/api/v1/metrics")]
    lines = server.get("/api/v1/status")["lines"]
    took = []
    for _ in range(2):
        start = time.perf_counter()
        figures = server.get("/api/v1/overview?metrics=" + ",".join(names))
        took.append((time.perf_counter() - start) * 1000)
    return {"lines": lines, "metrics": len(names), "told": len(figures["figures"]), "cold_ms": took[0], "warm_ms": took[1]}


def machine():
    cpu = "unknown processor"
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        cpu = next((line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")), cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    peers = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "chdb"))
    load = os.getloadavg()[0]
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_gib": round(memory), "peers": peers, "load": load, "date": datetime.date.today().isoformat()}


def main():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("make")
    verb.add_argument("--source", type=pathlib.Path, required=True)
    verb.add_argument("--copies", type=int, required=True)
    verb.add_argument("--out", type=pathlib.Path, required=True)
    verb = verbs.add_parser("duckdb-copy")
    verb.add_argument("source")
    verb.add_argument("target")
    verb = verbs.add_parser("import")
    verb.add_argument("--binary", required=True)
    verb.add_argument("--work", type=pathlib.Path, required=True)
    verb.add_argument("--file", action="append", required=True, help="COPIES=PATH, ascending")
    verb.add_argument("--runs", type=int, required=True)
    verb = verbs.add_parser("queries")
    verb.add_argument("--url", required=True)
    verb.add_argument("--home", type=pathlib.Path, required=True)
    verb.add_argument("--work", type=pathlib.Path, required=True)
    verb.add_argument("--queries", type=pathlib.Path, required=True)
    verb.add_argument("--runs", type=int, required=True)
    verb = verbs.add_parser("slices")
    verb.add_argument("--url", required=True)
    verb.add_argument("--binary", required=True)
    verb = verbs.add_parser("overview")
    verb.add_argument("--url", required=True)
    verbs.add_parser("machine")
    options = parser.parse_args()
    run = {
        "make": make, "duckdb-copy": duckdb_copy, "import": run_import, "queries": run_queries, "slices": run_slices, "overview": run_overview,
        "machine": lambda _: machine(),
    }[options.verb]
    print(json.dumps(run(options)))


if __name__ == "__main__":
    main()
