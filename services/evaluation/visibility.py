"""The roles that read what this service publishes."""

STAFF = (
    "clerk",
    "chair",
    "assigning_office",
    "supervisor",
    "county_admin",
    "city_viewer",
    "city_admin",
    "auditor",
)

EVERYBODY = (*STAFF, "assessor", "unit", "unit_leader", "member", "body_officer")
"""Who reads what is announced to all."""
