"""The tables of a Discourse Network Analyzer 3 database (SQLite), as created by that program."""

from __future__ import annotations

_FLAGS = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements",
    "DeleteStatements", "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations",
    "ViewOthersDocuments", "EditOthersDocuments", "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip
_PERMISSIONS = ", ".join(
    f"Permission{name} INTEGER NOT NULL CHECK (Permission{name} BETWEEN 0 AND 1) DEFAULT 1" for name in _FLAGS
)
_COLOURS = ", ".join(
    f"{name} INTEGER NOT NULL DEFAULT 0 CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue")
)
_OPEN_COLOURS = ", ".join(f"{name} INTEGER CHECK ({name} BETWEEN 0 AND 255)" for name in ("Red", "Green", "Blue"))
_VALUE_KEYS = (
    "StatementId INTEGER NOT NULL, VariableId INTEGER NOT NULL, {value}, "
    "FOREIGN KEY(StatementId) REFERENCES STATEMENTS(ID) ON DELETE CASCADE, "
    "FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, {more}UNIQUE (StatementId, VariableId)"
)
_VIEWS = ", ".join(
    f"{name} INTEGER NOT NULL DEFAULT 1 CHECK({name} BETWEEN 0 AND 1)"
    for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")
)
_SHORT = "CHECK (LENGTH({0}) < 191)"

TABLES: dict[str, str] = {
    "SETTINGS": "Property TEXT PRIMARY KEY, Value TEXT NOT NULL",
    "CODERS": (
        f"ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL {_SHORT.format('Name')}, {_COLOURS}, "
        "Refresh INTEGER NOT NULL CHECK (Refresh BETWEEN 0 AND 9999) DEFAULT 0, "
        "FontSize INTEGER NOT NULL CHECK (FontSize BETWEEN 1 AND 99) DEFAULT 14, "
        f"Password TEXT NOT NULL {_SHORT.format('Password')}, "
        "PopupWidth INTEGER CHECK (PopupWidth BETWEEN 100 AND 9999) DEFAULT 300, "
        "ColorByCoder INTEGER NOT NULL CHECK (ColorByCoder BETWEEN 0 AND 1) DEFAULT 0, "
        "PopupDecoration INTEGER NOT NULL CHECK (PopupDecoration BETWEEN 0 AND 1) DEFAULT 0, "
        f"PopupAutoComplete INTEGER NOT NULL CHECK (PopupAutoComplete BETWEEN 0 AND 1) DEFAULT 1, {_PERMISSIONS}"
    ),
    "DOCUMENTS": (
        f"ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL {_SHORT.format('Title')}, Text TEXT NOT NULL, "
        "Coder INTEGER, "
        + ", ".join(
            f"{name} TEXT NOT NULL DEFAULT '' {_SHORT.format(name)}" for name in ("Author", "Source", "Section")
        )
        + f", Notes TEXT NOT NULL DEFAULT '', Type TEXT NOT NULL DEFAULT '' {_SHORT.format('Type')}, "
        "Date INTEGER NOT NULL, FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE"
    ),
    "STATEMENTTYPES": f"ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL {_SHORT.format('Label')}, {_COLOURS}",
    "VARIABLES": (
        f"ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL {_SHORT.format('Variable')}, "
        "DataType TEXT NOT NULL CHECK (DataType = 'boolean' OR DataType = 'integer' OR DataType = 'long text' OR "
        "DataType = 'short text') DEFAULT 'short text', StatementTypeId INTEGER, "
        "FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE, "
        "UNIQUE (Variable, StatementTypeId)"
    ),
    "VARIABLELINKS": (
        "ID INTEGER NOT NULL PRIMARY KEY, SourceVariableId INTEGER, TargetVariableId INTEGER, "
        "CHECK (TargetVariableId != SourceVariableId), "
        "FOREIGN KEY(SourceVariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(TargetVariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE"
    ),
    "REGEXES": f"Label TEXT PRIMARY KEY {_SHORT.format('Label')}, {_COLOURS}",
    "CODERRELATIONS": (
        "ID INTEGER NOT NULL PRIMARY KEY, Coder INTEGER CHECK(Coder > 0), OtherCoder INTEGER CHECK(OtherCoder > 0), "
        f"{_VIEWS}, CHECK (Coder != OtherCoder), FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(OtherCoder) REFERENCES CODERS(ID) ON DELETE CASCADE"
    ),
    "STATEMENTS": (
        "ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, "
        "Start INTEGER NOT NULL CHECK(Start >= 0), Stop INTEGER NOT NULL CHECK(Stop >= 0), Coder INTEGER, "
        "CHECK (Start < Stop), FOREIGN KEY(StatementTypeId) REFERENCES STATEMENTTYPES(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(Coder) REFERENCES CODERS(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(DocumentId) REFERENCES DOCUMENTS(ID) ON DELETE CASCADE"
    ),
    "DATABOOLEAN": "ID INTEGER PRIMARY KEY NOT NULL, "
    + _VALUE_KEYS.format(value="Value INTEGER NOT NULL DEFAULT 1", more=""),
    "DATAINTEGER": "ID INTEGER PRIMARY KEY NOT NULL, "
    + _VALUE_KEYS.format(value="Value INTEGER NOT NULL DEFAULT 0", more=""),
    "ENTITIES": (
        "ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, "
        f"Value TEXT NOT NULL DEFAULT '' {_SHORT.format('Value')}, {_OPEN_COLOURS}, "
        "ChildOf INTEGER CHECK(ChildOf > 0), "
        "UNIQUE (VariableId, Value), FOREIGN KEY(ChildOf) REFERENCES ENTITIES(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE"
    ),
    "DATASHORTTEXT": "ID INTEGER PRIMARY KEY NOT NULL, "
    + _VALUE_KEYS.format(
        value="Entity INTEGER NOT NULL", more="FOREIGN KEY(Entity) REFERENCES ENTITIES(ID) ON DELETE CASCADE, "
    ),
    "DATALONGTEXT": "ID INTEGER PRIMARY KEY NOT NULL, " + _VALUE_KEYS.format(value="Value TEXT DEFAULT ''", more=""),
    "ATTRIBUTEVARIABLES": (
        "ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, "
        f"AttributeVariable TEXT NOT NULL {_SHORT.format('AttributeVariable')}, UNIQUE(VariableId, AttributeVariable), "
        "FOREIGN KEY(VariableId) REFERENCES VARIABLES(ID) ON DELETE CASCADE"
    ),
    "ATTRIBUTEVALUES": (
        "ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL, AttributeVariableId INTEGER NOT NULL, "
        f"AttributeValue TEXT NOT NULL DEFAULT '' {_SHORT.format('AttributeValue')}, "
        "UNIQUE (EntityId, AttributeVariableId), FOREIGN KEY(EntityId) REFERENCES ENTITIES(ID) ON DELETE CASCADE, "
        "FOREIGN KEY(AttributeVariableId) REFERENCES ATTRIBUTEVARIABLES(ID) ON DELETE CASCADE"
    ),
}
