"""The field's words for what the domain and the tables call by codes. Keys of the message catalogue."""

from enum import StrEnum

from tracker.domain.editions import SignOffAnswer, SignOffState
from tracker.domain.fields import Field
from tracker.domain.periods import ClosingKind, Flag
from tracker.domain.rates import RateName
from tracker.domain.roles import Role, Visibility
from tracker.domain.stages import Condition, EntryKind, Horizon, Mode, Reason, RunBy, Stage
from tracker.domain.statements import Decision, State
from tracker.domain.trends import By, ChangesBasis
from tracker.wording.marks import N_

TERMS: dict[StrEnum, str] = {
    Stage.AGREED: N_("agreed"),
    Stage.PROMOTED: N_("promoted"),
    Stage.IMPLEMENTED: N_("implemented"),
    Condition.SUSPENDED: N_("suspended"),
    Condition.WITHDRAWN: N_("withdrawn"),
    EntryKind.PROMOTED: N_("promoted"),
    EntryKind.IMPLEMENTED: N_("implemented"),
    EntryKind.SUSPENDED: N_("suspended"),
    EntryKind.RESUMED: N_("resumed"),
    EntryKind.WITHDRAWN: N_("withdrawn"),
    EntryKind.VOID: N_("voided"),
    Reason.POSTPONED: N_("postponed"),
    Reason.REFORMULATED: N_("reformulated"),
    Reason.SUPERSEDED: N_("superseded"),
    Reason.EXTERNAL_EVENT: N_("external event"),
    Reason.FUNDING: N_("funding"),
    Reason.OTHER_SIDE_PENDING: N_("waiting for the other side"),
    Reason.OTHER: N_("other reason"),
    Mode.MUTUAL: N_("mutual"),
    Mode.ONE_SIDED: N_("one-sided"),
    Horizon.SHORT: N_("short term"),
    Horizon.MEDIUM: N_("medium term"),
    Horizon.LONG: N_("long term"),
    RunBy.FOREIGN_AFFAIRS: N_("foreign affairs"),
    RunBy.DEPARTMENT: N_("department"),
    RunBy.AFFILIATED_AGENCY: N_("affiliated agency"),
    RunBy.PRIVATE: N_("private"),
    Field.ADMINISTRATION: N_("administration"),
    Field.HUMAN_NETWORKS: N_("human networks"),
    Field.CULTURE_AND_ART: N_("culture and art"),
    Field.TOURISM: N_("tourism"),
    Field.YOUTH_EXCHANGE: N_("youth exchange"),
    Field.SPORTS: N_("sports"),
    Field.ACADEMIA_AND_TECHNOLOGY: N_("academia and technology"),
    Field.ECONOMY: N_("economy"),
    Field.CIVIC_EXCHANGE: N_("civic exchange"),
    Field.SYMBOL_PROJECTS: N_("symbol projects"),
    Flag.ILLUSTRATIVE: N_("illustrative"),
    Flag.PROVISIONAL: N_("provisional"),
    Flag.FINAL: N_("final"),
    Flag.BREAK: N_("break in the series"),
    Flag.NOT_PUBLISHED: N_("not published"),
    Role.SECRETARY: N_("secretary"),
    Role.OFFICIAL: N_("official"),
    Role.MANAGER: N_("manager"),
    Role.ADMINISTRATOR: N_("administrator"),
    Visibility.PUBLIC: N_("public"),
    Visibility.MEMBERS: N_("for its members only"),
    ClosingKind.CLOSED: N_("closed"),
    ClosingKind.REOPENED: N_("reopened"),
    RateName.PROMOTION: N_("Promotion rate"),
    RateName.IMPLEMENTATION: N_("Implementation rate"),
    RateName.MUTUAL_SHARE: N_("Mutual share"),
    RateName.MUTUAL_PROMOTION: N_("Mutual promotion rate"),
    RateName.MUTUAL_IMPLEMENTATION: N_("Mutual implementation rate"),
    RateName.ONE_SIDED_PROMOTION: N_("One-sided promotion rate"),
    RateName.RETENTION: N_("Retention rate"),
    RateName.RENEWAL: N_("Renewal rate"),
    RateName.DUE_IMPLEMENTATION: N_("Due implementation rate"),
    RateName.CONFIRMED_PROMOTION: N_("Confirmed promotion rate"),
    RateName.CONFIRMED_IMPLEMENTATION: N_("Confirmed implementation rate"),
    State.NOT_STARTED: N_("Not started"),
    State.STARTED: N_("Started"),
    State.COMPLETED: N_("Completed"),
    Decision.ACCEPTED: N_("accepted"),
    Decision.CHANGED: N_("changed and accepted"),
    Decision.SENT_BACK: N_("sent back"),
    Decision.PUT_AWAY: N_("put away"),
    Decision.SUPERSEDED: N_("superseded"),
    SignOffState.NOT_ASKED: N_("no approval asked"),
    SignOffState.AWAITING: N_("awaiting approval"),
    SignOffState.RETURNED: N_("returned unapproved"),
    SignOffState.APPROVED: N_("approved"),
    SignOffAnswer.APPROVED: N_("approved"),
    SignOffAnswer.RETURNED: N_("returned unapproved"),
    ChangesBasis.CUT_OFF: N_("compared with the whole period before"),
    ChangesBasis.SAME_ELAPSED_DAYS: N_(
        "compared with the period before at the same number of days since its conference"
    ),
}

#: Apart, for `department` is also who runs a project, and codes of two kinds that are the same word are one key.
GROUPINGS: dict[StrEnum, str] = {
    By.AREA: N_("Area"),
    By.MODE: N_("Mode"),
    By.LEAD: N_("Lead party"),
    By.HORIZON: N_("Horizon"),
    By.DEPARTMENT: N_("Department"),
    By.PARTNER: N_("Partner"),
    By.COUNTRY: N_("Country"),
    By.PROPOSED_BY: N_("Proposed by"),
    By.RUN_BY: N_("Run by"),
    By.FIELD: N_("Field of exchange"),
}

#: Rates where room is short: at the end of a line, in a table's head.
SHORT_RATES: dict[RateName, str] = {
    RateName.PROMOTION: N_("Promotion"),
    RateName.IMPLEMENTATION: N_("Implementation"),
    RateName.MUTUAL_SHARE: N_("Mutual share"),
    RateName.MUTUAL_PROMOTION: N_("Mutual promotion"),
    RateName.MUTUAL_IMPLEMENTATION: N_("Mutual implementation"),
    RateName.ONE_SIDED_PROMOTION: N_("One-sided promotion"),
    RateName.RETENTION: N_("Retention"),
    RateName.RENEWAL: N_("Renewal"),
    RateName.DUE_IMPLEMENTATION: N_("Due implementation"),
    RateName.CONFIRMED_PROMOTION: N_("Confirmed promotion"),
    RateName.CONFIRMED_IMPLEMENTATION: N_("Confirmed implementation"),
}

#: The languages that titles and notes are in, by tag.
LANGUAGE_NAMES: dict[str, str] = {
    "en": N_("English"),
    "ko": N_("Korean"),
    "zh": N_("Chinese"),
    "ja": N_("Japanese"),
}

#: What each flag means, in a sentence.
FLAG_MEANINGS: dict[Flag, str] = {
    Flag.ILLUSTRATIVE: N_("Made-up or reconstructed data: shows how the figures work, not what happened."),
    Flag.PROVISIONAL: N_(
        "The period is open, or entries of its projects are not confirmed: the figures may still change."
    ),
    Flag.FINAL: N_("The period is closed: the figures stand unless it is reopened."),
    Flag.BREAK: N_(
        "The ground of comparison changed: other areas were open, or the period carries a note that says why."
    ),
    Flag.NOT_PUBLISHED: N_("Nobody has published the stages of this period's projects: unknown is not zero."),
}

#: Each rate in a sentence, as pages and reports define it.
DEFINITIONS: dict[RateName, str] = {
    RateName.PROMOTION: N_(
        "Of the projects on the agreed list, the share that has been promoted. Implemented projects are promoted too."
    ),
    RateName.IMPLEMENTATION: N_("Of the projects on the agreed list, the share that has been implemented."),
    RateName.MUTUAL_SHARE: N_("Of the projects on the agreed list, the share that the parties carry out together."),
    RateName.MUTUAL_PROMOTION: N_("Of the mutual projects on the agreed list, the share that has been promoted."),
    RateName.MUTUAL_IMPLEMENTATION: N_(
        "Of the mutual projects on the agreed list, the share that has been implemented."
    ),
    RateName.ONE_SIDED_PROMOTION: N_("Of the one-sided projects on the agreed list, the share that has been promoted."),
    RateName.RETENTION: N_(
        "Of the projects on this period's agreed list, the share that continues a project of an earlier period."
    ),
    RateName.RENEWAL: N_(
        "Of the projects on the previous period's agreed list, the share that this period's list continues."
    ),
    RateName.DUE_IMPLEMENTATION: N_(
        "Of the projects on the agreed list that were due by the measuring day, the share that has been implemented."
    ),
    RateName.CONFIRMED_PROMOTION: N_(
        "As the promotion rate, counting only entries that every party concerned has confirmed."
    ),
    RateName.CONFIRMED_IMPLEMENTATION: N_(
        "As the implementation rate, counting only entries that every party concerned has confirmed."
    ),
}

#: What promoted and implemented mean where a body has no wording of its own.
CRITERIA: dict[Stage, str] = {
    Stage.AGREED: N_("Agreed: on the list agreed at the conference that opened the period."),
    Stage.PROMOTED: N_(
        "Promoted: the first act after this conference, such as a budget, a counterpart named, a meeting or a call."
    ),
    Stage.IMPLEMENTED: N_(
        "Implemented: everything agreed for this period is done; for a recurring event, every agreed occurrence."
    ),
}


def find_table(value: StrEnum) -> dict[StrEnum, str]:
    """Where the term of a code stands, if it has one."""
    return GROUPINGS if isinstance(value, By) else TERMS
