"""The words by which an English question asks, as parts of patterns. Pure."""

from __future__ import annotations

QUESTION_WORDS = "who|whom|whose|what|which|when|where|why|how"
# Verbs with which one begins that asks whether something is so, and that stand behind a question word.
HELPING_VERBS = "is|are|was|were|am|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would"
