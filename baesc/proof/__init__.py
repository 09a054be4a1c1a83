"""Floor 7: proving rule sets: projects, mutants, variations, figures."""
