"""县领导: who supervises key proposals, the three principals among them, and what each is in charge of."""
