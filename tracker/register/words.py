"""What tables, columns and choices are called in each language of the interface, in the order of `LANGUAGES`.

Data of its own, and not the catalogue of sentences: whoever changes how a page says something must not
change which files can be read. A heading of a column that comes once per language is followed by the language
in brackets: `Title (Korean)`, `사업명(한국어)`.
"""

from enum import StrEnum

from tracker.domain.bodies import BodyKind, PartyRole
from tracker.domain.roles import Visibility

#: English, Korean, Chinese, Japanese.
Words = tuple[str, str, str, str]

TABLE_WORDS: dict[str, Words] = {
    "body": ("Body", "협의체", "合作机制", "協議体"),
    "parties": ("Parties", "참여 지방정부", "参与方", "参加団体"),
    "areas": ("Areas", "분야", "领域", "分野"),
    "periods": ("Periods", "기수", "期次", "期"),
    "projects": ("Projects", "사업", "项目", "事業"),
}

#: The sheet of a template that explains the others. It says nothing to whoever reads the workbook.
EXPLANATION: Words = ("Explanation", "작성 안내", "填写说明", "記入案内")

#: The hidden sheet of a template from which its drop-downs choose.
LISTS = "_lists"

_CODE: Words = ("Code", "코드", "代码", "コード")
_NAME: Words = ("Name", "명칭", "名称", "名称")
_NOTE: Words = ("Note", "비고", "备注", "備考")

HEADINGS: dict[str, dict[str, Words]] = {
    "body": {
        "code": _CODE,
        "name": _NAME,
        "kind": ("Kind", "유형", "类型", "種類"),
        "founded_on": ("Founded on", "설립일", "成立日期", "設立日"),
        "time_zone": ("Time zone", "시간대", "时区", "タイムゾーン"),
        "languages": ("Languages", "사용 언어", "使用语言", "使用言語"),
        "visibility": ("Visibility", "공개 범위", "公开范围", "公開範囲"),
        "illustrative": ("Illustrative", "예시 자료", "示意数据", "例示データ"),
        "asks_confirmation": ("Asks for confirmation", "확인 요청", "要求确认", "確認の要否"),
        "asks_sign_off": ("Asks for sign-off", "결재 요청", "要求签发", "決裁の要否"),
        "criteria": ("Criteria", "판정 기준", "认定标准", "判定基準"),
        "source": ("Source", "출처", "来源", "出典"),
        "licence": ("Licence of the data", "데이터 이용허락", "数据使用许可", "データの利用許諾"),
    },
    "parties": {
        "code": _CODE,
        "name": _NAME,
        "country": ("Country", "국가", "国家", "国"),
        "role": ("Role", "지위", "身份", "資格"),
        "joined_on": ("Joined on", "가입일", "加入日期", "加入日"),
        "left_on": ("Left on", "탈퇴일", "退出日期", "脱退日"),
    },
    "areas": {
        "code": _CODE,
        "name": _NAME,
        "opened_on": ("Opened on", "개설일", "设立日期", "開設日"),
        "closed_on": ("Closed on", "폐지일", "撤销日期", "廃止日"),
    },
    "periods": {
        "number": ("Number", "기수", "期次", "期"),
        "conference_on": ("Conference on", "회의일", "会议日期", "会議日"),
        "agreed_list_on": ("Agreed list on", "합의사업 목록 기준일", "商定项目清单日期", "合意事業一覧の基準日"),
        "host": ("Host", "주최 지방정부", "主办方", "主催団体"),
        "starts_on": ("Starts on", "시작일", "开始日期", "開始日"),
        "ends_on": ("Ends on", "종료일", "结束日期", "終了日"),
        "next_conference_planned_on": (
            "Next conference planned on", "차기 회의 예정일", "下次会议计划日期", "次回会議予定日",
        ),
        "closed_on": ("Closed on", "마감일", "关闭日期", "締め日"),
        "stages_published": ("Stages published", "진행 단계 공개", "进展阶段公布", "段階の公表"),
        "break_note": ("Note on the break", "시계열 단절 사유", "口径变化说明", "時系列の断絶の説明"),
        "note": _NOTE,
    },
    "projects": {
        "period": ("Period", "기수", "期次", "期"),
        "ref": ("Reference", "사업 번호", "项目编号", "事業番号"),
        "area": ("Area", "분야", "领域", "分野"),
        "title": ("Title", "사업명", "项目名称", "事業名"),
        "mode": ("Mode", "추진 방식", "实施方式", "実施方式"),
        "lead": ("Lead party", "주관 지방정부", "牵头方", "主管団体"),
        "parties": ("Parties", "참여 지방정부", "参与方", "参加団体"),
        "departments": ("Departments", "담당 부서", "负责部门", "担当部署"),
        "proposed_by": ("Proposed by", "제안 지방정부", "提出方", "提案団体"),
        "run_by": ("Run by", "추진 주체", "实施主体", "実施主体"),
        "field": ("Field of exchange", "교류 분야", "交流类别", "交流分野"),
        "horizon": ("Horizon", "사업 기간", "项目周期", "実施期間"),
        "continues": ("Continues", "선행 사업", "所承接项目", "引継元の事業"),
        "agreed_on": ("Agreed on", "합의일", "商定日期", "合意日"),
        "due_on": ("Due on", "기한", "到期日", "期限"),
        "promoted_on": ("Promoted on", "착수일", "启动日期", "着手日"),
        "implemented_on": ("Implemented on", "완료일", "完成日期", "完了日"),
        "suspended_on": ("Suspended on", "중단일", "暂停日期", "中断日"),
        "resumed_on": ("Resumed on", "재개일", "恢复日期", "再開日"),
        "withdrawn_on": ("Withdrawn on", "철회일", "取消日期", "取下げ日"),
        "reason": ("Reason", "사유", "原因", "理由"),
        "note": _NOTE,
    },
}  # fmt: skip

YES: Words = ("yes", "예", "是", "はい")
NO: Words = ("no", "아니요", "否", "いいえ")

#: Choices that nothing but a register says. The others have their word in `tracker.wording.terms`.
CHOICE_WORDS: dict[StrEnum, Words] = {
    BodyKind.JOINT_COMMITTEE: ("Joint committee", "공동위원회", "混合委员会", "合同委員会"),
    BodyKind.CONFERENCE: ("Conference", "회의", "会议", "会議"),
    BodyKind.EXCHANGE_GROUP: ("Exchange group", "교류 협의체", "交流组", "交流グループ"),
    BodyKind.SISTER_CITY: ("Sister cities", "자매도시", "友好城市", "姉妹都市"),
    BodyKind.FRIENDSHIP_CITY: ("Friendship cities", "우호도시", "友好合作城市", "友好都市"),
    BodyKind.PROGRAMME: ("Programme", "협력 프로그램", "合作计划", "プログラム"),
    BodyKind.NETWORK: ("Network", "네트워크", "合作网络", "ネットワーク"),
    PartyRole.MEMBER: ("member", "회원", "成员方", "構成団体"),
    PartyRole.OBSERVER: ("observer", "옵서버", "观察员", "オブザーバー"),
    Visibility.PUBLIC: ("public", "공개", "公开", "公開"),
    Visibility.MEMBERS: ("members only", "구성원만", "仅限成员", "構成員のみ"),
}
