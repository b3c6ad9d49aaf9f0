"""Grade many notebooks: student code in a box, checks in a judge, nbgrader's books."""
