"""Scripts as they arrive in files (text, Word, Fountain, PDF) to the one text that everything else refers to."""

from projects.documents.document import DOCUMENT_BYTES, DocumentText, DocumentUnreadable
from projects.documents.reading import read_document

__all__ = ["DOCUMENT_BYTES", "DocumentText", "DocumentUnreadable", "read_document"]
