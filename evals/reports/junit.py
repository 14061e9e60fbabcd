"""JUnit XML, as CI services read it: a test case for each gate, and one for each document's map."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from evals.reports.model import Report


def junit_xml(reports: Sequence[Report]) -> str:
    """One test suite for each report."""
    root = ET.Element("testsuites", name="argmap eval")
    for report in reports:
        _suite(root, report)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, report: Report) -> None:
    run = report.run
    name = f"{run.suite.name}.{run.engine}"
    suite = ET.SubElement(root, "testsuite", name=name, time=f"{report.seconds:.2f}")
    cases = failures = 0
    for number, verdict in enumerate(report.verdicts, start=1):
        for result in verdict.results:
            case = ET.SubElement(
                suite, "testcase", classname=f"{name}.run{number}", name=f"{result.gate} {result.metric}"
            )
            cases += 1
            if not result.passed:
                failures += 1
                ET.SubElement(case, "failure", message=result.detail).text = result.detail
    for document in run.documents:
        case = ET.SubElement(suite, "testcase", classname=f"{name}.documents", name=document.id)
        cases += 1
        if document.problems:
            failures += 1
            ET.SubElement(case, "failure", message=document.problems[0]).text = "\n".join(document.problems)
    properties = ET.SubElement(suite, "properties")
    for row in report.rows:
        ET.SubElement(properties, "property", name=row.id, value=f"{row.score.value:.6f}")
    suite.set("tests", str(cases))
    suite.set("failures", str(failures))
