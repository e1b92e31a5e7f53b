#!/usr/bin/env python3
"""The tables of a fleet by DuckDB, from reports in JSON Lines: what an analyst would write today.

usage: tables-duckdb.py REPORTS.ndjson        prints one JSON document; needs the Python package duckdb

All columns are given: to find them itself DuckDB needs three times as long. Rows are united by their key, the
highest revision counts; what a node says of itself comes from its newest report; carbon takes the factors of each
slot's own time.
"""

import json
import sys

import duckdb

COLUMNS = {
    "node_id": "VARCHAR", "end": "TIMESTAMP", "node": "STRUCT(vendor VARCHAR, product VARCHAR)",
    "site": "STRUCT(name VARCHAR)",
    "hardware": "STRUCT(cpu VARCHAR, packages INTEGER, cores INTEGER, accelerators STRUCT(model VARCHAR, count INTEGER)[])",
    "factors": "STRUCT(since TIMESTAMP, factors STRUCT(name VARCHAR, value DOUBLE)[])[]",
    "rows": "STRUCT(owner VARCHAR, component VARCHAR, hour TIMESTAMP, epoch VARCHAR, revision BIGINT, full_uj BIGINT[])[]",
    "jobs": "STRUCT(job_id VARCHAR, tags STRUCT(team VARCHAR))[]",
    "benchmarks": "STRUCT(results STRUCT(suite VARCHAR, \"case\" VARCHAR, parameters MAP(VARCHAR, VARCHAR), "
                  "ended TIMESTAMP, verified BOOLEAN, samples DOUBLE[])[])[]",
}

NAMED = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())

STATEMENTS = [
    "CREATE TEMP TABLE reports AS SELECT * FROM read_json(?, format = 'newline_delimited', "
    f"maximum_object_size = 33554432, columns = {{{NAMED}}})",
    # Facts and factors of nodes.
    "CREATE TEMP TABLE nodes AS SELECT node_id, arg_max(site.name, \"end\") AS site, "
    "arg_max(concat_ws(' ', node.vendor, node.product) || ', ' || "
    "CASE WHEN hardware.packages > 1 THEN hardware.packages || ' × ' ELSE '' END || hardware.cpu || ', ' || "
    "hardware.cores || ' cores' || coalesce(list_aggregate(list_transform("
    "hardware.accelerators, lambda a: ', ' || a.count || ' × ' || a.model), 'string_agg', ''), ''), \"end\") AS model "
    "FROM reports GROUP BY node_id",
    "CREATE TEMP TABLE factors AS SELECT node_id, since, "
    "arg_max(list_filter(factors, lambda f: f.name = 'pue')[1].value, \"end\") AS pue, "
    "arg_max(list_filter(factors, lambda f: f.name = 'intensity')[1].value, \"end\") AS grid FROM ("
    "SELECT node_id, \"end\", unnest(factors, recursive := true) FROM reports) GROUP BY node_id, since",
    "CREATE TEMP TABLE teams AS SELECT node_id, job.job_id AS owner, arg_max(job.tags.team, \"end\") AS team FROM ("
    "SELECT node_id, \"end\", unnest(jobs) AS job FROM reports) GROUP BY ALL",
    # One row a key.
    "CREATE TEMP TABLE united AS SELECT node_id, r.owner AS owner, r.hour AS hour, "
    "arg_max(r.full_uj, r.revision) AS slots FROM (SELECT node_id, unnest(rows) AS r FROM reports) "
    "GROUP BY node_id, r.epoch, r.owner, r.component, r.hour",
    "CREATE TEMP TABLE slots AS SELECT node_id, coalesce(team, '') AS team, "
    "hour + INTERVAL (300 * (place - 1)) SECOND AS at, sum(uj) AS uj FROM ("
    "SELECT node_id, owner, hour, unnest(slots) AS uj, generate_subscripts(slots, 1) AS place FROM united) "
    "LEFT JOIN teams USING (node_id, owner) WHERE uj IS NOT NULL GROUP BY ALL",
]

SITES = "SELECT site, sum(uj) FROM slots JOIN nodes USING (node_id) GROUP BY site ORDER BY site"
TEAMS = ("SELECT team, fsum(uj * pue * grid) / 3.6e12 FROM slots ASOF JOIN factors "
         "ON slots.node_id = factors.node_id AND slots.at >= factors.since GROUP BY team ORDER BY team")
PERCENTILES = (
    "SELECT model || ': ' || suite || ' ' || \"case\" || ' ' || parameters, len(list), list FROM ("
    "SELECT model, suite, \"case\", parameters, list_sort(flatten(list(samples))) AS list FROM ("
    "SELECT node_id, r.suite AS suite, r.\"case\" AS \"case\", array_to_string(list_sort(list_transform("
    "map_entries(r.parameters), lambda e: e.key || '=' || e.value)), ',') AS parameters, "
    "arg_max(r.samples, r.ended) AS samples FROM (SELECT node_id, unnest(b.results) AS r FROM ("
    "SELECT node_id, unnest(benchmarks) AS b FROM reports)) GROUP BY ALL HAVING arg_max(r.verified, r.ended)) JOIN nodes USING (node_id) GROUP BY ALL)")
QUANTILES = ("SELECT name, n, list[greatest(1, ceil(0.05 * n - 1e-9)::INT)], list[ceil(0.5 * n - 1e-9)::INT], "
             f"list[ceil(0.95 * n - 1e-9)::INT] FROM ({PERCENTILES}) AS t(name, n, list)")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    base = duckdb.connect()
    base.execute("SET preserve_insertion_order = false")
    base.execute(STATEMENTS[0], [sys.argv[1]])
    for statement in STATEMENTS[1:]:
        base.execute(statement)
    print(json.dumps({
        "site_energy_uj": {site: str(energy) for site, energy in base.execute(SITES).fetchall()},
        "team_carbon_grams": dict(base.execute(TEAMS).fetchall()),
        "percentiles": {name: values for name, *values in base.execute(QUANTILES).fetchall()}}))


main()
