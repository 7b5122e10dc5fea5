"""What those think of a proposal's result whom it is to serve (群众认可度), given unnamed behind a form's link."""
