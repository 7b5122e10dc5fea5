"""预约重点打造: a topic worked up on order is offered to a member or body, who accepts it or not."""
