"""Commands on the archive of earlier years."""

import unicodedata
from collections.abc import Callable, Mapping

from chassis.eventlog import Tx
from contracts.submission import ArchivedProposalRecorded
from services.submission.archive import domain
from services.submission.archive.pack import FILE
from services.submission.archive.policy import POLICY, ArchivePolicy
from services.submission.archive.store import ARCHIVE
from services.submission.imports import Importer
from services.submission.sheets import Column, Form, names, number, one_of


def form(policy: ArchivePolicy) -> Form[ArchivedProposalRecorded]:
    def unless_nothing(read: Callable[[str], object]) -> Callable[[str], object]:
        return lambda text: None if _plain(text) in policy.nothing else read(text)

    return Form(
        ArchivedProposalRecorded,
        [
            Column("年度", "year", _year),
            Column("届次", "session"),
            Column("案号", "case_number", number("第", "号", "案")),
            Column("案由", "title"),
            Column("提案者", "proposers", names),
            Column("承办单位", "units", names),
            Column("答复类别", "answer_class", unless_nothing(_word(policy.answer_classes)), needed=False),
            Column("满意度", "result", unless_nothing(_word(policy.ratings)), needed=False),
            Column("未了事项", "unfinished", unless_nothing(str), needed=False),
        ],
        lambda values: {"proposal_id": domain.identify(values["year"], values["case_number"])},
    )


def _year(text: str) -> int:
    year = number("年度", "年")(text)
    if not 1949 <= year <= 9999:
        raise ValueError(f"应为四位年份，现为“{text}”")
    return year


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _word(words: Mapping[str, str]) -> Callable[[str], str]:
    read = one_of({_plain(word): value for word, value in words.items()})
    return lambda text: read(_plain(text))


async def _form(tx: Tx) -> Form[ArchivedProposalRecorded]:
    return form((await POLICY.at(tx)).value)


async def _texts_form(tx: Tx) -> Form[ArchivedProposalRecorded]:
    policy = (await POLICY.at(tx)).value
    read = one_of({_plain(word): word for word in policy.public_words})
    beside = [
        Column(FILE, "file", needed=False, may_lack=True, aside=True),
        Column(
            "可否公开",
            "public",
            lambda text: policy.public_words[read(_plain(text))],
            needed=False,
            may_lack=True,
            aside=True,
        ),
    ]
    plain = form(policy)
    return Form(plain.event, [*plain.columns, *beside], plain.derive)


async def background_rows(tx: Tx) -> int:
    return (await POLICY.at(tx)).value.background_rows


IMPORT_TEXTS = Importer(ARCHIVE, _texts_form, lambda e: e.proposal_id, domain.record)
IMPORT = Importer(ARCHIVE, _form, lambda e: e.proposal_id, domain.record)
