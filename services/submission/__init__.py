"""submission (全时段预约): who may file, when, on what topic; review and registration; the directory."""
