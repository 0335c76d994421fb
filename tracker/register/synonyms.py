"""What people call columns and choices beside the words of the interface; columns by the language of the word.

Only words that can mean one column: not `구분`, `序号` or `No`, which stand over anything.
"""

from collections.abc import Mapping
from enum import StrEnum

from tracker.domain.bodies import PartyRole

Synonyms = Mapping[str, Mapping[str, tuple[str, ...]]]

PROJECTS: Synonyms = {
    "period": {"en": ("Period number",), "ko": ("기", "회차", "차수"), "zh": ("期数", "届次"), "ja": ("期数",)},
    "ref": {
        "en": ("Ref", "Project number", "Project ID"),
        "ko": ("관리 번호", "과제 번호"),
        "zh": ("编号", "项目号"),
        "ja": ("整理番号", "管理番号"),
    },
    "area": {
        "en": ("Sector", "Field of cooperation"),
        "ko": ("협력 분야", "사업 분야", "분과", "부문"),
        "zh": ("合作领域", "工作领域"),
        "ja": ("協力分野", "部会"),
    },
    "title": {
        "en": ("Project", "Project title", "Project name", "Name of the project"),
        "ko": ("사업", "사업 명칭", "사업 제목", "과제명", "협력 사업", "협력 사업명", "교류 사업명"),
        "zh": ("项目", "项目名", "名称", "合作项目", "合作项目名称"),
        "ja": ("事業", "事業名称", "名称", "件名", "交流事業", "交流事業名", "プロジェクト名"),
    },
    "mode": {
        "en": ("Joint or one-sided", "Mutual or one-sided"),
        "ko": ("방식", "추진 형태", "사업 방식", "공동/일방"),
        "zh": ("方式", "合作方式", "实施形式"),
        "ja": ("方式", "実施形態", "形態"),
    },
    "lead": {
        "en": ("Lead", "Led by"),
        "ko": ("주관", "주관 도시", "주관측", "주관 기관"),
        "zh": ("牵头城市", "牵头地方"),
        "ja": ("主管", "主管側", "主管自治体"),
    },
    "parties": {
        "en": ("Parties concerned", "Participants"),
        "ko": ("관련 지방정부", "참여 도시", "참가 지방정부"),
        "zh": ("相关方", "参加方", "参与城市"),
        "ja": ("関係団体", "参加自治体"),
    },
    "departments": {
        "en": ("Department", "Department in charge", "Responsible department"),
        "ko": ("부서", "부서명", "담당과", "담당 부서명", "소관 부서", "주관 부서", "추진 부서", "실무 부서"),
        "zh": ("部门", "牵头部门", "主管部门", "责任部门", "承办部门", "负责单位", "责任单位", "牵头单位"),
        "ja": ("部署", "担当課", "担当部局", "担当部課", "所管課", "所管部署", "主管課", "担当"),
    },
    "proposed_by": {"en": ("Proposer",), "ko": ("제안측", "제안 도시"), "zh": ("提议方", "提案方"), "ja": ("提案側",)},
    "run_by": {"ko": ("수행 주체", "시행 주체"), "zh": ("执行主体", "承办主体"), "ja": ("実施者", "実施機関")},
    "horizon": {
        "en": ("Time frame", "Duration"),
        "ko": ("기간", "추진 기간"),
        "zh": ("周期", "实施周期"),
        "ja": ("期間", "事業期間"),
    },
    "continues": {
        "en": ("Earlier project", "Continuation of"),
        "ko": ("승계 사업", "전기 사업", "이전 사업"),
        "zh": ("承接项目", "上期项目", "延续项目"),
        "ja": ("引継元", "前期事業", "継続元"),
    },
    "agreed_on": {"en": ("Agreement date",), "ko": ("합의 일자",), "zh": ("商定日",), "ja": ("合意年月日",)},
    "due_on": {
        "en": ("Due", "Due date", "Deadline", "Target date"),
        "ko": ("이행 기한", "추진 기한", "완료 기한", "완료 예정일", "완료 예정", "종료 예정일", "목표일"),
        "zh": ("截止日期", "完成期限", "完成时限", "预计完成日期", "计划完成日期", "预计完成时间", "计划完成时间"),
        "ja": ("期日", "完了期限", "完了予定日", "完了予定", "終了予定日"),
    },
    "promoted_on": {
        "en": ("Started on", "Start date"),
        "ko": ("추진일", "착수 일자"),
        "zh": ("启动日", "启动时间", "开始日期"),
        "ja": ("開始日", "着手年月日"),
    },
    "implemented_on": {
        "en": ("Completed on", "Completion date"),
        "ko": ("이행일", "완료 일자"),
        "zh": ("完成日", "完成时间"),
        "ja": ("完了年月日",),
    },
    "note": {"en": ("Notes", "Remarks"), "ko": ("메모", "특이사항"), "zh": ("说明", "附注"), "ja": ("注記", "摘要")},
}

BODY: Synonyms = {"asks_sign_off": {"zh": ("要求签批",)}}

PERIODS: Synonyms = {
    "closed_on": {"ja": ("締切日",)},
    "stages_published": {"ko": ("단계 공개",), "zh": ("进度公布",)},
    "break_note": {"zh": ("序列中断说明",), "ja": ("系列の断絶の説明",)},
}

SYNONYMS: Mapping[str, Synonyms] = {"body": BODY, "periods": PERIODS, "projects": PROJECTS}

#: The same for choices, whatever the language.
CHOICE_SYNONYMS: Mapping[StrEnum, tuple[str, ...]] = {PartyRole.MEMBER: ("成员", "会員")}

#: The same for no.
NO_SYNONYMS = ("아니오",)
