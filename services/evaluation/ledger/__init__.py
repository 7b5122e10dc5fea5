"""The ledger of members' performance (履职台账): points for what members did, from events, by their ids."""
