"""What a message says, without what gets in the way of understanding it."""

from __future__ import annotations

import re
import unicodedata

_MARKUP = re.compile(r"<[^<>]{0,500}>")
_NO_SPACE_AFTER = re.compile(r"(?<=[a-z])([.?!,;])(?=[A-Za-z]{2})")
_SPACES = re.compile(r"\s+")

# Phone spelling that a sentence encoder trained on edited English reads badly.
SHORT_FOR = {
    "u": "you", "ur": "your", "r": "are", "n": "and", "y": "why", "b4": "before", "gd": "good", "pls": "please",
    "plz": "please", "ppl": "people", "wot": "what", "wat": "what", "wots": "what is", "wats": "what is",
    "whats": "what is", "wiv": "with", "dis": "this", "dat": "that", "da": "the", "dont": "do not",
    "cuz": "because", "coz": "because", "bc": "because", "abt": "about", "hw": "how", "wen": "when", "wer": "where",
    "wher": "where", "dus": "does", "shud": "should", "cud": "could", "wud": "would", "thx": "thanks",
    "ty": "thank you", "tho": "though", "gonna": "going to", "wanna": "want to", "gotta": "have to", "im": "i am",
    "ive": "i have", "id": "i would", "idk": "i do not know", "hrs": "hours", "hr": "hour", "yr": "year",
    "yrs": "years", "wk": "week", "uni": "university", "info": "information", "quals": "qualifications",
    "qual": "qualification", "msg": "message", "tmrw": "tomorrow", "sum": "some", "nd": "and", "ov": "of",
    "2:1": "upper second class degree", "2:2": "lower second class degree", "2.1": "upper second class degree",
    "2.2": "lower second class degree", "tmr": "tomorrow", "rn": "right now", "tbh": "to be honest",
    "yu": "you", "yuo": "you", "oyu": "you", "frm": "from", "wt": "what", "wht": "what", "waht": "what", "hwat": "what",
    "wich": "which", "whn": "when", "whr": "where", "teh": "the", "hte": "the", "thier": "their", "adn": "and",
    "nad": "and", "hwo": "how", "dos": "does", "fo": "of", "taht": "that", "bt": "but", "jst": "just",
    "cn": "can", "pple": "people", "plp": "people", "thy": "they", "tak": "take", "lon": "long",
    "wrk": "work", "wurk": "work", "jobz": "jobs", "atm": "at the moment", "muny": "money", "dosh": "money",
}  # fmt: skip


def readable(text: str) -> str:
    """The text without control and direction characters, in one Unicode form, without markup.

    Used for everything that reads a message: one reading, whoever asks.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Co", "Cn"))
    text = _MARKUP.sub(" ", text)
    text = _NO_SPACE_AFTER.sub(r"\1 ", text)
    return _SPACES.sub(" ", text).strip()


def spelled_out(text: str) -> str:
    """Readable text in small letters with phone spelling written out, as the encoder should see it."""
    words = readable(text).lower().replace("’", "'").split(" ")
    return " ".join(_spell_out(word) for word in words)


def _spell_out(word: str) -> str:
    core = word.strip(".,?!;:")
    return word.replace(core, SHORT_FOR[core], 1) if core in SHORT_FOR else word
