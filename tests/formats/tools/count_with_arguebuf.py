"""Run with arguebuf's own interpreter: a JSON list of AIF texts on stdin, [claims, schemes] of each on stdout."""

import io
import json
import sys

import arguebuf

counts = []
for text in json.load(sys.stdin):
    graph = arguebuf.load.json(io.StringIO(text))
    schemes = [node for node in graph.scheme_nodes.values() if node.scheme is not None]
    counts.append([len(graph.atom_nodes), len(schemes)])
json.dump(counts, sys.stdout)
