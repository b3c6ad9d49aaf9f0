"""What turns a source into lessons: rules, notebooks, releases."""
