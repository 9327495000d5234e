"""The domain, pure: facts, the folds over them, and the rules of the playbook. No I/O, no SQL, no clock of its own."""
