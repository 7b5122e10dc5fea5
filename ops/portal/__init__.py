"""The web client of ``portal/``: built by the Node of a wheel, served beside the services on one origin."""
