"""Allotments: who of a panel reads which proposals of a session, shared out evenly and blind (分卷阅评)."""
