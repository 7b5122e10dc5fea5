"""The exchange with the party and government supervision system: what goes out, what comes in, whether both agree."""
