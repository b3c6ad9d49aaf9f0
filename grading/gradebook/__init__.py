"""From results to nbgrader's gradebook, tables and feedback."""
