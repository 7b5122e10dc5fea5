"""待办: who must act next on what, worked out from the states."""
