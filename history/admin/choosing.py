"""Django's autocomplete boxes, safe from what is no key: theirs fail on it, for UUID keys."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _KeysOnly:
    """Leaves out posted values that can't be keys; the field has refused them already."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if self._may_be_key(key)]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]

    def _may_be_key(self, value: Any) -> bool:
        try:
            self.field.target_field.to_python(value or None)  # type: ignore[attr-defined]
        except ValidationError:
            return False
        return True


class Choice(_KeysOnly, AutocompleteSelect):
    """One record, found by typing."""


class Choices(_KeysOnly, AutocompleteSelectMultiple):
    """Several records, found by typing."""
