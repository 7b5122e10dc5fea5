"""The sample people whom the development issuer signs in."""

from typing import Any

COUNTY = "330102"

PEOPLE: dict[str, dict[str, Any]] = {
    "M001": {"name": "示例委员001", "roles": ["member"], "member_id": "M001"},
    "M002": {"name": "示例委员002", "roles": ["member"], "member_id": "M002"},
    "clerk": {"name": "示例 提案委工作人员", "roles": ["clerk", "reviewer", "county_admin"]},
    "clerk2": {"name": "示例 提案委复核人员", "roles": ["clerk", "reviewer"]},
    "office": {"name": "示例 两办工作人员", "roles": ["assigning_office"]},
    "chair": {"name": "示例 主席会议", "roles": ["chair"]},
    "U001": {"name": "示例承办单位一 经办", "roles": ["unit"], "unit_id": "U001"},
    "U001-leader": {"name": "示例承办单位一 负责人", "roles": ["unit_leader"], "unit_id": "U001"},
    "supervisor": {"name": "示例 督办人员", "roles": ["supervisor"]},
    "J01": {"name": "示例评估人员01", "roles": ["assessor"]},
    "city": {"name": "示例 市政协工作人员", "roles": ["city_viewer"], "counties": [COUNTY, "330105"]},
    "auditor": {"name": "示例 审计人员", "roles": ["auditor"]},
    "ops": {"name": "示例 运维人员", "roles": ["ops"]},
}
