"""One error tree. Each error carries the sentence that the person will read and the exit code of the command line.

WarroomError                    1  our fault, when nothing more precise is known
├── UsageError                  2  the words of the call are off
├── Stopped                   130  a person interrupted it; the sentence says what became of it
├── Refused                     3  understood, and not done: the sentence says why and what to do
│   ├── NotFound                   no such incident, entry, change, person, template
│   ├── Ambiguous                  several fit; the sentence names them
│   ├── BadTime                    not a time, or out of reach
│   ├── FieldsMissing              a message lacks fields; ``fields`` names them
│   ├── TemplateError              a template has a mistake; line and reason
│   ├── PlaybookError              the playbook file has a mistake; line and key
│   ├── PlacesError                the places file has a mistake; line and key
│   └── SettingError               a setting has a value that it cannot have
└── RecordError                 4  the record cannot be used
    ├── RecordLocked               another program holds it
    ├── RecordReadOnly             the file or folder cannot be written
    ├── RecordFull                 no space is left
    ├── RecordDamaged              a check failed; ``where`` names the event or page
    ├── RecordNewer                made by a newer version
    ├── RecordForeign              not a record of ours
    └── RecordIO                   the disk reported a fault
"""

from __future__ import annotations


class WarroomError(Exception):
    """Root of the tree. ``str(error)`` is one sentence: what happened, what it means, what to do."""

    exit_code = 1

    def __init__(self, sentence: str, *, code: str = "", **params: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.params = params


class UsageError(WarroomError):
    exit_code = 2


class Stopped(WarroomError):
    exit_code = 130


class Refused(WarroomError):
    exit_code = 3


class NotFound(Refused):
    pass


class Ambiguous(Refused):
    pass


class BadTime(Refused):
    pass


class FieldsMissing(Refused):
    def __init__(self, sentence: str, fields: tuple[str, ...]) -> None:
        super().__init__(sentence, code="fields_missing", fields=fields)
        self.fields = fields


class TemplateError(Refused):
    def __init__(self, sentence: str, *, template: str = "", line: int = 0) -> None:
        super().__init__(sentence, code="template_error", template=template, line=line)
        self.template = template
        self.line = line


class PlaybookError(Refused):
    def __init__(self, sentence: str, *, line: int = 0, key: str = "") -> None:
        super().__init__(sentence, code="playbook_error", line=line, key=key)
        self.line = line
        self.key = key


class PlacesError(Refused):
    def __init__(self, sentence: str, *, line: int = 0, key: str = "") -> None:
        super().__init__(sentence, code="places_error", line=line, key=key)
        self.line = line
        self.key = key


class SettingError(Refused):
    pass


class RecordError(WarroomError):
    exit_code = 4


class RecordLocked(RecordError):
    pass


class RecordReadOnly(RecordError):
    pass


class RecordFull(RecordError):
    pass


class RecordDamaged(RecordError):
    def __init__(self, sentence: str, *, where: str = "") -> None:
        super().__init__(sentence, code="record_damaged", where=where)
        self.where = where


class RecordNewer(RecordError):
    pass


class RecordForeign(RecordError):
    pass


class RecordIO(RecordError):
    pass
