"""Users with their roles, and the tokens of their tools; the roles themselves, to read.

Users are deactivated and tokens revoked, never deleted. A token's text is shown once, after it
was made; passwords are in no history.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, ReadOnlyPasswordHashField
from django.contrib.auth.models import Group
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from knox.settings import knox_settings

from accounts.models import Membership, Scope, Token, User
from accounts.roles import Role, permissions_of
from history.admin.base import ReadOnlyAdmin
from history.admin.forms import RecordForm
from history.admin.records import RecordAdmin, nothing_changed
from history.admin.steps import Step
from history.admin.wording import shows_moment
from history.models import Channel
from history.people import edit_token, edit_user, issue_token, register_user, revoke_token
from history.recording import recording

admin.site.unregister(Group)


class RolesField(forms.ModelMultipleChoiceField):
    """The roles as checkboxes; it remembers what was shown, so that saving grants and revokes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        roles = Group.objects.filter(name__in=list(Role)).order_by("name")
        super().__init__(roles, required=False, **kwargs)


class UserForm(RecordForm):
    password = ReadOnlyPasswordHashField(
        label="Password", help_text="Kept as a hash only; set another one with the button."
    )
    roles = RolesField(show_hidden_initial=True)

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_active", "is_staff", "is_superuser")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["roles"] = list(self.instance.groups.all())


class NewUserForm(RecordForm, AdminUserCreationForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ("username", "name", "email", "is_staff")

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        return super().clean()

    def _post_clean(self) -> None:
        self.validate_password_for_user(User(**self.given()))


@admin.register(User)
class UserAdmin(RecordAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    fixed = ()
    steps = ()
    history_also = ((Membership, "user_id"),)
    list_display = ("username", "name", "email", "roles", "is_active", "is_staff", "signed_in")
    list_filter = ("is_active", "is_staff", "is_superuser", "memberships__group")
    search_fields = ("username", "name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "name", "email")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser", "roles")}),
        ("Times", {"fields": ("signed_in", "joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email")}),
        ("Password", {"fields": ("usable_password", "password1", "password2")}),
        ("Access", {"fields": ("is_staff", "roles")}),
    )

    signed_in = shows_moment("last_login", "last signed in")
    joined = shows_moment("date_joined", "joined")

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(sorted(membership.group.name for membership in user.memberships.all()))

    def get_queryset(self, request: Any) -> Any:
        memberships = Membership.objects.select_related("group")
        return super().get_queryset(request).prefetch_related(Prefetch("memberships", memberships))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        readonly = (*super().get_readonly_fields(request, obj), "signed_in", "joined")
        return readonly if request.user.is_superuser else (*readonly, "is_superuser")

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        # Whoever only views sees no password, not even that there is one.
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f != "password"]})
            for name, options in fieldsets
        ]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def write_new(self, form: Any, recorded: dict[str, Any]) -> User:
        given = form.given()
        usable = form.cleaned_data["set_usable_password"]
        password = form.cleaned_data["password1"] if usable else None
        roles = form.cleaned_data["roles"]
        return register_user(**given, password=password, roles=roles, **recorded)

    def write_change(self, record: Any, form: Any, recorded: dict[str, Any]) -> User:
        shown, wanted = form.shown("roles"), set(form.cleaned_data["roles"])
        changes, grant, revoke = form.changes(), wanted - shown, shown - wanted
        if not (changes or grant or revoke):
            raise nothing_changed()
        return edit_user(record, changes, grant=grant, revoke=revoke, **recorded)

    def user_change_password(self, request: Any, id: str, form_url: str = "") -> Any:
        """Django's page; inside an entry, so that nothing tracked changes without an author."""
        with recording(by=request.user, reason="Password set", channel=Channel.ADMIN.value):
            return super().user_change_password(request, id, form_url)


def _in_a_year() -> Any:
    return timezone.now() + knox_settings.TOKEN_TTL


class TokenForm(RecordForm):
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )

    class Meta:
        model = Token
        fields = ("name", "user", "scopes", "expiry")


@admin.register(Token)
class TokenAdmin(RecordAdmin):
    form = TokenForm
    edit = edit_token
    fixed = ("user",)
    steps = (
        Step(
            action="revoke",
            label="Revoke",
            question="It stops working at once, for good. Its record stays.",
            done="is revoked",
            do=lambda token, given, **recorded: revoke_token(token, **recorded),
            applies=lambda token: token.expiry is None or token.expiry > timezone.now(),
            permission="change",
        ),
    )
    fields = ("name", "user", "scopes", "expiry", "made", "used")
    readonly_fields = ("made", "used")
    autocomplete_fields = ("user",)
    list_display = ("name", "user", "scope_names", "expires", "made", "used")
    list_filter = ("expiry",)
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "user__name")
    ordering = ("-created", "id")

    made = shows_moment("created", "made")
    used = shows_moment("last_used_at", "last used")
    expires = shows_moment("expiry", "expires")

    @admin.display(description="scopes")
    def scope_names(self, token: Token) -> str:
        return ", ".join(token.scopes)

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        return {"expiry": _in_a_year(), **super().get_changeform_initial_data(request)}

    def get_fields(self, request: Any, obj: Any = None) -> Any:
        return ("name", "user", "scopes", "expiry") if obj is None else self.fields

    def write_new(self, form: Any, recorded: dict[str, Any]) -> Token:
        token, form.token_text = issue_token(**form.given(), **recorded)
        return token

    def save_form(self, request: Any, form: Any, change: bool) -> Any:
        if not change:
            words = "The token of “{}”: {} Copy it now: it is kept nowhere and not shown again."
            text = format_html("<code>{}</code>", form.token_text)
            shown = format_html(words, form.written.name, text)
            self.message_user(request, shown, messages.WARNING)
        return super().save_form(request, form, change)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    list_display = ("name", "may")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name", "may")
    readonly_fields = fields

    @admin.display(description="may")
    def may(self, group: Group) -> str:
        by_action: dict[str, list[str]] = {}
        for name in sorted(permissions_of([group.name])):
            action, _, model = name.partition(".")[2].partition("_")
            by_action.setdefault(action, []).append(model)
        lines = ((f"{action} {', '.join(models)}",) for action, models in by_action.items())
        return format_html_join(mark_safe("<br>"), "{}", lines) or "nothing: it is no role"

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).order_by("name")
