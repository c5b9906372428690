"""The whole content folder, read and checked: every file's shape, and every reference between files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from knowledge import drafts, facts, pay, pay_facts, schema, yearly
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
    "rounds.yml": yearly.RoundsFile,
}
_FOLDERS: dict[str, type[schema.Part]] = {
    "pay": yearly.PayFile,
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
    pay_files: list[yearly.PayFile] = field(default_factory=list)
    series: list[yearly.RoundSeries] = field(default_factory=list)
    facts: list[facts.SourcedFact] = field(default_factory=list)

    @property
    def home(self) -> str | None:
        """The id of the role that is meant when none is named."""
        return next((role.id for role in self.roles if role.home), None)

    @property
    def tables(self) -> list[pay.PayTable]:
        return [yearly.table(file) for file in self.pay_files]


@dataclass
class Survey:
    """What could be read of a content folder, and all that is wrong with it."""

    content: Content
    problems: list[Problem]
    documents: dict[str, Document]

    def line(self, fact: facts.SourcedFact) -> int:
        return self.documents[fact.file].line(fact.location)


def load(folder: Path = FOLDER) -> Content:
    """Read and check the content folder.

    Raises:
        ContentError: with all problems of all files.
    """
    found = survey(folder)
    if found.problems:
        raise ContentError(found.problems)
    return found.content


def survey(folder: Path = FOLDER) -> Survey:
    """Read and check the content folder as far as that can be done; `load` is for those who need all of it."""
    content, problems, documents = Content(), [], {}
    for path, shape in _files(folder):
        name = shown(path, folder)
        try:
            document = read(path, name)
        except ContentError as error:
            problems += error.problems
            continue
        if drafts.is_draft(document):
            problems.append(drafts.refused(document))
            continue
        problems += drafts.remains(document)
        part, found = schema.check(document, shape)
        problems += found
        if part is not None:
            documents[name] = document
            _add(content, part, name, document, problems)
    # References can be judged only against complete content: a file that failed would leave false dangling ends.
    if not problems:
        problems += list(_dangling_years(content, documents))
    if not problems:
        problems += list(_homes(content, documents))
        _derive(content)
        problems += list(_dangling(content, documents))
    checked = {source.id: source.checked for source in content.sources}
    content.facts = [replace(fact, checked=checked.get(fact.source or "")) for fact in content.facts]
    return Survey(content, problems, documents)


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
        case yearly.PayFile():
            content.pay_files.append(part)
            problems += _misnamed(part, name, document)
        case yearly.RoundsFile():
            content.series = part.series
            problems += _twice(document, "series", part.series, "route")
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


def _derive(content: Content) -> None:
    """Add the facts that pay tables and rounds amount to, each where it is told best; narrow those of a role."""
    # The home role comes first, wherever its file stands among the others.
    content.roles.sort(key=lambda role: not role.home)
    for index, series in enumerate(content.series):
        dated = facts.of_rounds(series, "rounds.yml", ("series", index))
        content.facts = facts.placed(content.facts, dated, f"route.{series.route}")
    places = {place.id: place.name for place in content.places}
    named = [
        pay_facts.Named(table, f"pay/{file.id}.yml", places[file.place])
        for file, table in zip(content.pay_files, content.tables, strict=True)
    ]
    made = pay_facts.derived(named, content.roles)
    content.facts = pay_facts.filled(pay_facts.in_order(content.facts, made), content.tables)
    content.facts = facts.narrowed(content.facts, content.home)


def _homes(content: Content, documents: dict[str, Document]) -> Iterator[Problem]:
    """Which role is meant when none is named: exactly one file says so."""
    homes = [role for role in content.roles if role.home]
    if content.roles and not homes:
        name = f"roles/{content.roles[0].id}.yml"
        yield Problem(name, 1, "no role is the home role", "Add 'home: true' to the role that is meant in general")
    for role in homes[1:]:
        name = f"roles/{role.id}.yml"
        wrong = f"'{role.id}' and '{homes[0].id}' are both the home role"
        yield Problem(name, documents[name].line(("home",)), wrong, "Keep 'home: true' in one of them")


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


def _twice_in_roles(roles: Sequence[schema.RoleFile], documents: dict[str, Document]) -> Iterator[Problem]:
    """Parts of two roles with one id: an answer about one would be about the other as well."""
    seen: dict[tuple[str, str], str] = {}
    for role in roles:
        for key in ("specialisms", "equipment", "stages", "routes"):
            for index, part in enumerate(getattr(role, key)):
                other = seen.setdefault((key, part.id), role.id)
                if other != role.id:
                    line = documents[f"roles/{role.id}.yml"].line((key, index, "id"))
                    wrong = f"the id '{part.id}' is used twice (also in roles/{other}.yml)"
                    yield Problem(f"roles/{role.id}.yml", line, wrong, "Give one of them another id")


def _missing(documents: dict[str, Document], file: str, location: facts.Location, kind: str, name: str) -> Problem:
    line = documents[file].line(location)
    return Problem(file, line, f"there is no {kind} '{name}'", f"Correct the name, or add the {kind}")


def _dangling_years(content: Content, documents: dict[str, Document]) -> Iterator[Problem]:
    """What pay tables and rounds name that does not exist, or leave out: facts are made of them afterwards."""
    sources = {source.id for source in content.sources}
    places = {place.id for place in content.places}
    routes = {route.id for role in content.roles for route in role.routes}

    def provenance(
        part: schema.Sourced, head: schema.Sourced, file: str, location: facts.Location
    ) -> Iterator[Problem]:
        source = part.source or head.source
        if source is not None and source not in sources:
            yield _missing(documents, file, (*location, "source"), "source", source)
        for key in ("source", "as_of", "confidence"):
            if getattr(part, key) is None and getattr(head, key) is None:
                yield Problem(file, documents[file].line(location), f"this has no {key}", f"Add '{key}:' to it")

    for table in content.pay_files:
        file = f"pay/{table.id}.yml"
        if table.place not in places:
            yield _missing(documents, file, ("place",), "place", table.place)
        yield from provenance(table, table, file, ())
        for index, supplement in enumerate(table.supplements):
            if supplement.source not in sources:
                yield _missing(documents, file, ("supplements", index, "source"), "source", supplement.source)
    for index, series in enumerate(content.series):
        if series.route not in routes:
            yield _missing(documents, "rounds.yml", ("series", index, "route"), "route", series.route)
        for number, round_ in enumerate(series.rounds):
            yield from provenance(round_, series, "rounds.yml", ("series", index, "rounds", number))


def _dangling(content: Content, documents: dict[str, Document]) -> Iterator[Problem]:
    """References to things that do not exist, facts without provenance, and ids used in two files."""
    topics = {topic.id for topic in content.topics}
    sources = {source.id for source in content.sources}
    organisations = {organisation.id for organisation in content.organisations}
    things = set(facts.things(content.roles, content.organisations, content.glossary))
    things |= {("place", place.id) for place in content.places}
    things |= {("situation", situation.id) for situation in content.situations}
    fact_ids: dict[str, str] = {}

    def missing(file: str, location: facts.Location, kind: str, name: str) -> Problem:
        return _missing(documents, file, location, kind, name)

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
    yield from _twice_in_roles(content.roles, documents)
    for fact in content.facts:
        if fact.role is not None and fact.role not in roles:
            yield missing(fact.file, ("role",), "role", fact.role)
        for key in ("source", "as_of", "confidence"):
            if getattr(fact, key) is None:
                line = documents[fact.file].line(fact.location)
                mend = f"Add '{key}:' to it, or at the head of the file for all facts"
                yield Problem(fact.file, line, f"the fact '{fact.id}' has no {key}", mend, fact.id)
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
        if role.specialism is not None and ("specialism", role.specialism) not in things:
            yield missing(file, ("specialism",), "specialism", role.specialism)
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
