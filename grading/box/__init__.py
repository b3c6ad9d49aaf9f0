"""Where answers run: bubblewrap, a keeper for each check, the student's process."""
