"""Notices that leave the portal: by text message, mail and WeCom, each with what became of it."""
