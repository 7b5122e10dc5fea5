"""对过程不满意的沟通: who is dissatisfied with the process alone is talked with by the proposal committee."""
