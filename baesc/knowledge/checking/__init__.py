"""Rules of one row as conditions of SQL, where SQL says exactly the same."""
