"""What changes of users, roles and tokens show: never an address, a digest or a time of use."""

from __future__ import annotations

from accounts.models import Membership, Token, User
from history.telling import Told, told_as

told_as(User, "usr", left_out=["email", "date_joined"], is_of_people=True)
told_as(
    Membership,
    "mem",
    made_of={"role": Told(("group_id",), lambda row: row.group__name, also=("group__name",))},
    is_of_people=True,
)
told_as(Token, "tok", is_of_people=True)
