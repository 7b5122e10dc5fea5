"""How members are reached: their phone, mail and WeCom id, sealed; who entered them, and what the member chose."""
