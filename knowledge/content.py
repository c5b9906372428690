"""The whole content folder, read and checked: every file's shape, and every reference between files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import facts, schema
from knowledge.problems import ContentError, Problem, shown
from knowledge.reading import Document, read

FOLDER = Path(__file__).parent / "content"

_SINGLE_FILES: dict[str, type[schema.Part]] = {
    "sources.yml": schema.SourceFile,
    "topics.yml": schema.TopicFile,
    "organisations.yml": schema.OrganisationFile,
    "glossary.yml": schema.GlossaryFile,
}
_FOLDERS: dict[str, type[schema.Part]] = {"roles": schema.RoleFile, "pages": schema.PageFile}


@dataclass
class Content:
    """Everything the content folder says, as checked objects."""

    sources: list[schema.Source] = field(default_factory=list)
    topics: list[schema.Topic] = field(default_factory=list)
    organisations: list[schema.Organisation] = field(default_factory=list)
    glossary: schema.GlossaryFile | None = None
    roles: list[schema.RoleFile] = field(default_factory=list)
    pages: list[schema.PageFile] = field(default_factory=list)
    facts: list[facts.SourcedFact] = field(default_factory=list)


def load(folder: Path = FOLDER) -> Content:
    """Read and check the content folder.

    Raises:
        ContentError: with all problems of all files.
    """
    content, problems, documents = Content(), [], {}
    for path, shape in _files(folder):
        name = shown(path, folder)
        try:
            document = read(path, name)
        except ContentError as error:
            problems += error.problems
            continue
        except FileNotFoundError:
            problems.append(Problem(name, 1, "the file is missing", "Put it back"))
            continue
        part, found = schema.check(document, shape)
        problems += found
        if part is not None:
            documents[name] = document
            _add(content, part, name, document, problems)
    # References can be judged only against complete content: a file that failed would leave false dangling ends.
    if not problems:
        problems += list(_dangling(content, documents))
    if problems:
        raise ContentError(problems)
    return content


def _files(folder: Path) -> Iterator[tuple[Path, type[schema.Part]]]:
    for name, shape in _SINGLE_FILES.items():
        yield folder / name, shape
    for name, shape in _FOLDERS.items():
        for path in sorted((folder / name).glob("*.yml")):
            yield path, shape


def _add(content: Content, part: schema.Part, name: str, document: Document, problems: list[Problem]) -> None:
    match part:
        case schema.SourceFile():
            content.sources = part.sources
            problems += _twice(document, "sources", part.sources)
        case schema.TopicFile():
            content.topics = part.topics
            problems += _twice(document, "topics", part.topics)
        case schema.OrganisationFile():
            content.organisations = part.organisations
            problems += _twice(document, "organisations", part.organisations)
        case schema.GlossaryFile():
            content.glossary = part
            problems += _twice(document, "terms", part.terms)
            content.facts += facts.of_glossary(part, name)
        case schema.RoleFile():
            content.roles.append(part)
            for key in ("specialisms", "equipment", "stages", "routes", "facts"):
                problems += _twice(document, key, getattr(part, key))
            content.facts += facts.of_role(part, name)
        case schema.PageFile():
            content.pages.append(part)


def _twice(document: Document, key: str, parts: list[schema.Identified]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, part in enumerate(parts):
        if part.id in seen:
            line = document.line((key, index, "id"))
            yield Problem(document.name, line, f"the id '{part.id}' is used twice", "Give one of them another id")
        seen.add(part.id)


def _dangling(content: Content, documents: dict[str, Document]) -> Iterator[Problem]:
    """References to things that do not exist, facts without provenance, and ids used in two files."""
    topics = {topic.id for topic in content.topics}
    sources = {source.id for source in content.sources}
    organisations = {organisation.id for organisation in content.organisations}
    things = set(facts.things(content.roles, content.organisations, content.glossary))
    fact_ids: dict[str, str] = {}

    def missing(file: str, location: tuple[str | int, ...], kind: str, name: str) -> Problem:
        line = documents[file].line(location)
        return Problem(file, line, f"there is no {kind} '{name}'", f"Correct the name, or add the {kind}")

    for index, topic in enumerate(content.topics):
        for key, names in (
            ("next", topic.next),
            ("narrows", list(topic.narrows.values())),
            ("otherwise", [topic.otherwise] if topic.otherwise else []),
        ):
            for name in names:
                if name not in topics:
                    yield missing("topics.yml", ("topics", index, key), "topic", name)
        if topic.ask not in organisations:
            yield missing("topics.yml", ("topics", index, "ask"), "organisation", topic.ask)
    for fact in content.facts:
        for key in ("source", "as_of", "confidence"):
            if getattr(fact, key) is None:
                line = documents[fact.file].line(fact.location)
                mend = f"Add '{key}:' to it, or at the head of the file for all facts"
                yield Problem(fact.file, line, f"the fact '{fact.id}' has no {key}", mend)
        if fact.source is not None and fact.source not in sources:
            yield missing(fact.file, (*fact.location, "source"), "source", fact.source)
        for name in fact.topics:
            if name not in topics:
                yield missing(fact.file, (*fact.location, "topic"), "topic", name)
        for kind, name in fact.about.items():
            if (kind, name) not in things:
                yield missing(fact.file, (*fact.location, "about"), kind, name)
        if fact.link is not None and fact.link not in sources:
            yield missing(fact.file, (*fact.location, "read_more", "link"), "source", fact.link)
        if fact.id in fact_ids:
            line = documents[fact.file].line((*fact.location, "id"))
            wrong = f"the fact id '{fact.id}' is used twice (also in {fact_ids[fact.id]})"
            yield Problem(fact.file, line, wrong, "Give one of them another id")
        fact_ids[fact.id] = fact.file
    for page in content.pages:
        file = f"pages/{page.id}.yml"
        for index, statement in enumerate(page.statements):
            for name in statement.facts:
                if name not in fact_ids:
                    yield missing(file, ("statements", index, "facts"), "fact", name)
