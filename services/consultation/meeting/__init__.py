"""Consultations (协商): records of meetings, their confirmation or dispute, waivers, and the gates they open."""
