"""The few words of news that the rules know: what happened to people, who they are, who speaks.

Each sense is a set of word forms that mean one kind of happening or thing. A claim has the senses
of the words of its label, question and unit; a figure those of the words it stands with. Words
are case-folded. What is not here is matched by the claim's own words alone.
"""

from __future__ import annotations

from typing import Final

from claims.articles.tokens import words

HAPPENINGS: Final = {
    "die": words(
        "kill kills killed killing die dies died dying dead death deaths fatality fatalities toll "
        "slain executed executing massacred massacring murdered murdering assassinated perished "
        "lives bodies corpses"
    ),
    "hurt": words(
        "wound wounds wounded wounding injure injures injured injuring injury injuries hurt maimed"
    ),
    "arrest": words(
        "arrest arrests arrested arresting detain detained detaining detention detentions "
        "detainees "
        "apprehended custody jailed"
    ),
    "missing": words("missing unaccounted disappeared"),
    "displace": words("displaced evacuated fled homeless evacuees refugees"),
    "rescue": words("rescued rescuing saved survivors"),
    "hostage": words("hostage hostages abducted kidnapped captives"),
    "gather": words(
        "gathered gathering crowd crowds attended attending rallied marched protesters "
        "demonstrators mourners attendees"
    ),
    "hospital": words("hospitalised hospitalized hospital hospitals"),
}
"""What happens to people: a count of people needs the one its claim asks for."""

THINGS: Final = {
    "blast": words("blast blasts explosion explosions detonation detonations bomb bombs"),
    "attack": words(
        "attack attacks assault assaults raid raids bombing bombings shooting shootings"
    ),
    "massacre": words("massacre massacres"),
    "strike": words("strike strikes airstrike airstrikes"),
    "attacker": words(
        "attacker attackers bomber bombers gunman gunmen assailant assailants terrorist terrorists "
        "militant militants fighter fighters perpetrator perpetrators shooter shooters jihadists "
        "insurgents"
    ),
    "member": words("member members"),
    "building": words("house houses home homes building buildings"),
    "vehicle": words("vehicle vehicles car cars truck trucks bus buses"),
    "rocket": words("rocket rockets missile missiles drone drones"),
}
"""What is counted besides people, and people by what they do."""

VICTIMS: Final = words("victim victims casualty casualties")
PEOPLE: Final = (
    words(
        "people person persons man men woman women child children boy boys girl girls civilian "
        "civilians "
        "resident residents citizen citizens national nationals soldier soldiers troops officer "
        "officers police policemen policeman guards official officials worker workers student "
        "students "
        "pupil pupils pilgrim pilgrims worshipper worshippers worshipers mourner mourners "
        "protester "
        "protesters passenger passengers villager villagers doctor doctors nurse nurses journalist "
        "journalists cadet cadets recruit recruits personnel servicemen prisoner prisoners inmates "
        "refugees migrants others suspect suspects relatives leader leaders commanders"
    )
    | VICTIMS
)
GROUPS_OF_PEOPLE: Final = words("attacker member")

PREPOSITIONS: Final = words(
    "in on at by from with for to during after before near into over under between among amid "
    "across against following since until as than about around outside inside through via"
)
STOPS_A_NOUN: Final = PREPOSITIONS | words(
    "was were is are be been being has have had who whom which that when while where and or but "
    "nor if because so may might could would will can did does do said say says"
)

SPEECH: Final = words(
    "said says say saying told tells stated states stating reported reports report reporting "
    "announced announces announcing confirmed confirms confirming claimed claims claiming added "
    "adds adding noted notes noting argued argues wrote writes declared declares put puts "
    "estimated "
    "estimates tweeted posted insisted acknowledged revealed disclosed highlighted indicated "
    "warned "
    "alleged testified counted counts recorded documented"
)
NOT_SPEECH_BEFORE: Final = words("responsibility lives credit victory")
PASSIVE: Final = words("was were is are been being be")
STATEMENT: Final = words(
    "statement statements report reports post posts briefing announcement tally count update "
    "bulletin speech release communique interview dispatch claim note message"
)
SPEAKERS: Final = words(
    "official officials authorities authority police ministry minister governor mayor spokesman "
    "spokeswoman spokesperson media agency television government president hospital hospitals "
    "medics doctors rescuers witness witnesses residents army military prosecutor "
    "prosecutors court "
    "coroner commander union group party mission embassy newspaper outlet channel source sources "
    "director directors lawmaker lawmakers chief minister secretary "
    "expert experts observers analysts service services department council commission committee"
)
ANAPHORS: Final = words("he she it they statement ministry group report claim post agency")

SUGGESTING: Final = words(
    "may might could possibly possible perhaps likely suspected feared believed hinted suggested "
    "reportedly allegedly apparently probably presumably unconfirmed"
)
DENYING: Final = words("denied denies deny denying rejected rejects dismissed refuted")

ASKING: Final = words(
    "how many much what which who whom whose when where why did does do is are was were has "
    "have had "
    "be been the a an of in on at by for from to with and or as it its he his they there there "
    "people person persons total number counted together said far old long event figure one ones "
    "least most them this that these those helped accused having come name named called date day "
    "since until than not no any all other"
)
"""Words of a question that tell nothing of what it asks."""


def senses_of(word: str) -> frozenset[str]:
    """The senses a case-folded word has; none for most words."""
    return _SENSES.get(word, frozenset())


def _by_word() -> dict[str, frozenset[str]]:
    by_word: dict[str, frozenset[str]] = {}
    for sense, forms in {**HAPPENINGS, **THINGS}.items():
        for word in forms:
            by_word[word] = by_word.get(word, frozenset()) | {sense}
    for word in ("casualty", "casualties"):
        by_word[word] = frozenset({"die", "hurt"})
    return by_word


_SENSES: Final = _by_word()


def verb_stem(word: str) -> str:
    """A word without the endings of its forms: pledge and pledged, claim and claims."""
    for ending in ("ing", "ed", "e"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    plain = stem(word)
    return plain[:-1] if len(plain) > 4 and plain.endswith("e") else plain


def stem(word: str) -> str:
    """A word without its plural: Afghans, Afghan; cities, city. For comparing, not for reading."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
