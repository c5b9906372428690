"""The whole content folder, read and checked: every file's shape, and every reference between files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    "places.yml": schema.NamedFile,
    "situations.yml": schema.NamedFile,
}
_FOLDERS: dict[str, type[schema.Part]] = {
    "roles": schema.RoleFile,
    "facts": schema.FactFile,
    "pages": schema.PageFile,
}


@dataclass
class Content:
    """Everything the content folder says, as checked objects."""

    sources: list[schema.Source] = field(default_factory=list)
    topics: list[schema.Topic] = field(default_factory=list)
    organisations: list[schema.Organisation] = field(default_factory=list)
    glossary: schema.GlossaryFile | None = None
    places: list[schema.Named] = field(default_factory=list)
    situations: list[schema.Named] = field(default_factory=list)
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
        case schema.NamedFile():
            setattr(content, Path(name).stem, part.things)
            problems += _twice(document, "things", part.things)
        case schema.FactFile():
            problems += _misnamed(part, name, document)
            problems += _twice(document, "facts", part.facts)
            content.facts += facts.of_facts(part, name)
        case schema.RoleFile():
            content.roles.append(part)
            problems += _misnamed(part, name, document)
            for key in ("specialisms", "equipment", "stages", "routes", "facts"):
                problems += _twice(document, key, getattr(part, key))
            content.facts += facts.of_role(part, name)
        case schema.PageFile():
            content.pages.append(part)
            problems += _misnamed(part, name, document)
            problems += _twice(document, "statements", part.statements, "number")


def _misnamed(part: schema.Identified, name: str, document: Document) -> Iterator[Problem]:
    if Path(name).stem != part.id:
        wrong = f"the id '{part.id}' is not the name of the file"
        yield Problem(name, document.line(("id",)), wrong, "Make both the same")


def _twice(document: Document, key: str, parts: Sequence[schema.Part], name: str = "id") -> Iterator[Problem]:
    seen: set[object] = set()
    for index, part in enumerate(parts):
        value = getattr(part, name)
        if value in seen:
            line = document.line((key, index, name))
            yield Problem(
                document.name, line, f"the {name} '{value}' is used twice", f"Give one of them another {name}"
            )
        seen.add(value)


def _dangling(content: Content, documents: dict[str, Document]) -> Iterator[Problem]:
    """References to things that do not exist, facts without provenance, and ids used in two files."""
    topics = {topic.id for topic in content.topics}
    sources = {source.id for source in content.sources}
    organisations = {organisation.id for organisation in content.organisations}
    things = set(facts.things(content.roles, content.organisations, content.glossary))
    things |= {("place", place.id) for place in content.places}
    things |= {("situation", situation.id) for situation in content.situations}
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
    roles = {role.id for role in content.roles}
    for fact in content.facts:
        if fact.role is not None and fact.role not in roles:
            yield missing(fact.file, ("role",), "role", fact.role)
        for key in ("source", "as_of", "confidence"):
            if getattr(fact, key) is None:
                line = documents[fact.file].line(fact.location)
                mend = f"Add '{key}:' to it, or at the head of the file for all facts"
                yield Problem(fact.file, line, f"the fact '{fact.id}' has no {key}", mend)
        for name in schema.placeholders(" ".join([fact.text or "", fact.lead or "", *fact.items])):
            if name not in fact.values:
                wrong = f"the text names {{{name}}}, which is not among the values of '{fact.id}'"
                mend = "Correct the name, add the value, or take the braces out"
                yield Problem(fact.file, documents[fact.file].line(fact.location), wrong, mend)
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
    for role in content.roles:
        file = f"roles/{role.id}.yml"
        own = {specialism.id for specialism in role.specialisms}
        for index, equipment in enumerate(role.equipment):
            if equipment.specialism and equipment.specialism not in own:
                yield missing(file, ("equipment", index, "specialism"), "specialism", equipment.specialism)
        for index, route in enumerate(role.routes):
            if route.organisation not in organisations:
                yield missing(file, ("routes", index, "organisation"), "organisation", route.organisation)
    for page in content.pages:
        file = f"pages/{page.id}.yml"
        if page.source not in sources:
            yield missing(file, ("source",), "source", page.source)
        for index, statement in enumerate(page.statements):
            for name in statement.facts:
                if name not in fact_ids:
                    yield missing(file, ("statements", index, "facts"), "fact", name)
