"""Why a statement was left out, as a sentence that names sources and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from claims.agreement import Behind, Silence, Statement, in_words
from claims.agreement.camps import as_shown
from claims.agreement.naming import Naming, sentence
from claims.values import Stance, Truth, Value


def said(statement: Statement, naming: Naming) -> str:
    """What a statement says, in words; as printed where there is no value."""
    if statement.value is None:
        return f"“{statement.wording}”"
    if isinstance(statement.value, Truth) and statement.stance is Stance.DENIES:
        return value_in_words(Truth(not statement.value.boolean), (), naming)
    words = value_in_words(statement.value, (), naming)
    return f"not {words}" if statement.stance is Stance.DENIES else words


def value_in_words(value: Value, excepted: Sequence[Value], naming: Naming) -> str:
    """ "84 or more", "80 to 90, not 85"."""
    shown = [
        in_words(as_shown(one, naming.question), naming.question, naming.concepts)
        for one in (value, *excepted)
    ]
    return ", not ".join(shown)


def withdrawal(statement: Statement, naming: Naming) -> str:
    name, have = naming.name(statement.origin), naming.have(statement.origin)
    return sentence(f"{name} {have} taken something back here: it gives no figure")


def party(speaker: UUID, behind: UUID, naming: Naming) -> str:
    """ "Amaq speaks for Islamic State, a party to the event"."""
    verb = "are" if naming.is_plural(speaker) else "is"
    if speaker == behind:
        return sentence(f"{naming.name(speaker)} {verb} a party to the event")
    known = naming.speakers.get(speaker)
    link = f"{verb} one of the voices of"
    if known is not None and known.parent == behind:
        speaks = "speak for" if naming.is_plural(speaker) else "speaks for"
        link = speaks if known.parent_role == "speaks_for" else f"{verb} part of"
    return sentence(f"{naming.name(speaker)} {link} {naming.name(behind)}, a party to the event")


def silence(why: Silence, statement: Statement, later: Statement | None, naming: Naming) -> str:
    """Why a statement stands no more; `later` is what silenced it."""
    speaker = later or statement
    who = f"{naming.name(speaker.origin)} {naming.have(speaker.origin)}"
    then = said(speaker, naming)
    match why:
        case Silence.SUPERSEDED:
            return sentence(f"{who} replaced it: {then}")
        case Silence.EARLIER:
            return sentence(f"{who} said {then} after it")
        case Silence.WITHDRAWN:
            return sentence(f"{who} taken it back")
        case Silence.DENIED_SINCE:
            return sentence(f"{who} since denied it")
        case Silence.ASSERTED_SINCE:
            return sentence(f"{who} since said {then}")
        case Silence.WITHDRAWAL:
            return withdrawal(statement, naming)
        case Silence.UNREADABLE:
            return unreadable(statement)


def unreadable(statement: Statement) -> str:
    return sentence(f"“{statement.wording}” cannot be read as a value")


def behind(why: Behind, statement: Statement, later: Statement, naming: Naming) -> str:
    """Why a statement is out of date; `later` is what puts it behind."""
    who = f"{naming.name(later.origin)} {naming.have(later.origin)} since"
    match why:
        case Behind.ORIGIN_REVISED:
            whose = ""
            if later.origin != statement.origin:
                whose = f", speaking for the same as {naming.name(statement.origin)}"
            return sentence(f"{who} said {said(later, naming)}{whose}")
        case Behind.WITHDRAWN:
            return sentence(f"{who} taken {said(statement, naming)} back")
        case Behind.EVOLVED:
            return sentence(f"{who} said {said(later, naming)}, and the count only grows")


def suggested(statement: Statement, naming: Naming) -> str:
    verb = "suggest" if naming.is_plural(statement.origin) else "suggests"
    return sentence(f"{naming.name(statement.origin)} only {verb} it")


def denial(statement: Statement, naming: Naming) -> str:
    verb = "say" if naming.is_plural(statement.origin) else "says"
    return sentence(f"{naming.name(statement.origin)} only {verb} what is not so")


def vague(statement: Statement) -> str:
    return sentence(f"“{statement.wording}” is too vague for a figure")


def origin_uncertain(statement: Statement, naming: Naming) -> str:
    """Nobody is named, or only somebody without a name."""
    if statement.attributed_to or statement.via:
        verb = "are" if naming.is_plural(statement.origin) else "is"
        return sentence(f"{naming.name(statement.origin)} {verb} not named")
    return sentence(f"{naming.name(statement.outlet)} does not say whose word it is")


def older(newest: Statement, naming: Naming) -> str:
    have = naming.have(newest.origin)
    return sentence(f"{naming.name(newest.origin)} {have} said {said(newest, naming)} later")


def other_group(words: str) -> str:
    return sentence(f"it does not belong to the leading group, which meets at {words}")


def not_adopted(words: str) -> str:
    return sentence(f"another statement is adopted, printed as “{words}”")
