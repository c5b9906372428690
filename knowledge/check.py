"""What an editor must look at: facts that are overdue, unsourced, doubtful, or at odds with each other."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from knowledge.content import Survey
from knowledge.contradictions import contradictions
from knowledge.facts import SourcedFact

Kind = Literal["mistake", "unsourced", "contradicted", "overdue", "low confidence"]

# What to do about each kind. The first four are for an editor to act on; the last is to know.
ADVICE: dict[Kind, str] = {
    "mistake": "The file cannot be loaded, and the guide goes on with what it knew before. Mend it.",
    "unsourced": "Nothing says where the fact comes from, when it was read or how sure we are. Add what is missing.",
    "contradicted": (
        "Two facts give different figures for the same thing. Correct one. If both are right, say what each is for: "
        "with 'about', with a period among its values, or with another name for the value."
    ),
    "overdue": (
        "Read the source again. Correct what has changed, and set 'as_of' to the day you read it: at the fact, or at "
        "the head of the file for all facts without an 'as_of' of their own."
    ),
    "low confidence": "For you to know: look for a better source.",
}
TO_KNOW: frozenset[Kind] = frozenset({"low confidence"})


@dataclass(frozen=True)
class Finding:
    """One thing found. `fact` is empty where a whole file is concerned; `address` is what to read again."""

    kind: Kind
    fact: str
    file: str
    line: int
    says: str
    address: str = ""

    @property
    def must_act(self) -> bool:
        return self.kind not in TO_KNOW


@dataclass(frozen=True)
class Report:
    """All that is to be said about the content on a day. `next_review` is when the next facts fall due."""

    today: datetime.date
    facts: int
    next_review: datetime.date | None
    findings: tuple[Finding, ...]

    @property
    def must_act(self) -> bool:
        return any(finding.must_act for finding in self.findings)


def check(survey: Survey, today: datetime.date) -> Report:
    """Look at everything that could be read; findings come kind by kind, in the order of the files."""
    order = list(ADVICE)
    found = [*_mistakes(survey), *_of_facts(survey, today), *_contradicted(survey)]
    found.sort(key=lambda finding: (order.index(finding.kind), finding.file, finding.line, finding.fact))
    facts = survey.content.facts
    due = [fact.review_by for fact in facts if fact.review_by is not None and fact.review_by > today]
    return Report(today, len(facts), min(due, default=None), tuple(found))


def _mistakes(survey: Survey) -> Iterator[Finding]:
    for problem in survey.problems:
        if not problem.fact:
            yield Finding("mistake", "", problem.file, problem.line, f"{problem.wrong}. {problem.mend}")


def _of_facts(survey: Survey, today: datetime.date) -> Iterator[Finding]:
    addresses = {source.id: str(source.url) for source in survey.content.sources}
    for fact in survey.content.facts:
        missing = [key for key in ("source", "as_of", "confidence") if getattr(fact, key) is None]
        if missing:
            yield _finding(survey, "unsourced", fact, f"has no {' and no '.join(missing)}")
        address = addresses.get(fact.source or "", "")
        if fact.review_by is not None and fact.review_by <= today:
            says = f"was to be reviewed by {fact.review_by}, source '{fact.source}'"
            yield _finding(survey, "overdue", fact, says, address)
        if fact.confidence == "low":
            yield _finding(survey, "low confidence", fact, f"source '{fact.source}'", address)


def _contradicted(survey: Survey) -> Iterator[Finding]:
    for found in contradictions(survey.content):
        first, second = found.first, found.second
        says = (
            f"{found.name} is {second.values[found.name]} here, and {first.values[found.name]} in "
            f"{first.id} ({first.file}:{survey.line(first)})"
        )
        yield _finding(survey, "contradicted", second, says)


def _finding(survey: Survey, kind: Kind, fact: SourcedFact, says: str, address: str = "") -> Finding:
    return Finding(kind, fact.id, fact.file, survey.line(fact), says, address)


def table(report: Report) -> str:
    """The report for people to read: under each kind what to do, one line each, and what to read again."""
    found = report.findings
    act = sum(finding.must_act for finding in found)
    lines = [f"{report.facts} facts checked on {report.today}: {act} to act on, {len(found) - act} to know."]
    if report.next_review:
        lines.append(f"The next review falls due on {report.next_review}.")
    places = {finding: f"{finding.file}:{finding.line}" for finding in found}
    wide_fact = max((len(finding.fact) for finding in found), default=0)
    wide_place = max(map(len, places.values()), default=0)
    for kind, advice in ADVICE.items():
        rows = [finding for finding in found if finding.kind == kind]
        if not rows:
            continue
        lines += ["", f"{kind.upper()} ({len(rows)})", advice]
        lines += [f"  {row.fact or '-':{wide_fact}}  {places[row]:{wide_place}}  {row.says}" for row in rows]
        addresses = dict.fromkeys(row.address for row in rows if row.address)
        if addresses:
            lines += ["  To read:", *(f"    {address}" for address in addresses)]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report for programs to read."""
    next_review = report.next_review.isoformat() if report.next_review else None
    rows = [{**asdict(finding), "must_act": finding.must_act} for finding in report.findings]
    told = {"today": report.today.isoformat(), "facts": report.facts, "next_review": next_review, "findings": rows}
    return json.dumps(told, indent=2)
