"""The units (承办单位) that may be assigned to."""
