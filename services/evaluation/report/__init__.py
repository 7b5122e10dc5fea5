"""The yearly report of the proposal committee (提案工作年度报告): one snapshot, as PDF and as a workbook."""
