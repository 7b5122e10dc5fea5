"""Who reads what: staff read all, a unit and a member what is their own."""

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
