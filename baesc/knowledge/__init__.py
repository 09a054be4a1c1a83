"""Floor 4: targets, templates, rules and facts."""
